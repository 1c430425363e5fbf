// What is kept short, since thousands of places have it and a report crosses to the page at every sample.

export function keepLast<T>(list: T[], most: number, item: T): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}

/** To four digits: more are noise, and each is a byte in thousands of places. */
export function rounded(amount: number | null): number | null {
  return amount === null ? null : Number(amount.toPrecision(4));
}
