// How fast totals grow, over the last seconds.

const WINDOW_MS = 5_000;

export class Rate<Name extends string> {
  readonly #samples: { at: number; totals: Record<Name, number> }[] = [];

  add(totals: Record<Name, number>, at = performance.now()): void {
    this.#samples.push({ at, totals: { ...totals } });
    // One that is older than the window stays, so that the window is covered whole.
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }
  /** Growth over the window, 0 where there is none yet. */
  delta(name: Name): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    return first && last ? last.totals[name] - first.totals[name] : 0;
  }
  perSecond(name: Name): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    return first && last && last.at > first.at ? (this.delta(name) * 1000) / (last.at - first.at) : 0;
  }
}
