// How often chance is tried. The whole test command takes the full measure, always; the quick one, which is run all day, a part of it.
const isQuick = process.env.TAILWATER_QUICK === '1';

/** `all` rounds, or records, or questions; `quick`: of them, in `npm run test:quick`. */
export function rounds(all: number, quick = Math.ceil(all / 5)): number {
  return isQuick ? Math.min(quick, all) : all;
}

/** All, or each fifth of them. */
export function some<T>(all: readonly T[]): readonly T[] {
  return isQuick ? all.filter((_, index) => index % 5 === 0) : all;
}
