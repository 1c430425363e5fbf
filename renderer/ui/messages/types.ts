// A message is a text, or a function of what it mentions (already formatted). Korean must have every message of English.
export type Messages<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer A) => string
      ? (...given: A) => string
      : Messages<T[K]>;
};
