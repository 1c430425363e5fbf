import type { ReactNode } from 'react';
import { sentences, type Told } from '../../main/contract/told.ts';
import { useText, useTold } from './text.ts';

/** Characters that are read at a glance. */
const SHORT = 200;

/**
 * Of what is long, the first sentence of each, and all when asked for: a dead cluster is told address by address, with the same
 * advice at each. `children` come after what is said first.
 */
export function Brief({ all, children }: { all: readonly Told[]; children?: ReactNode }) {
  const text = useText();
  const told = useTold();
  const heads = all.map((one) => {
    const sayings = one.said.map((said) => told({ message: one.message, said: [said] }));
    return sentences(sayings.slice(0, sayings.findIndex((saying) => !saying.endsWith(':')) + 1)) || told(one);
  });
  const whole = all.map(told);
  const brief = sentences([...new Set(heads)]);
  if (sentences(whole).length <= SHORT || brief === sentences(whole))
    return (
      <>
        {sentences(whole)} {children}
      </>
    );
  return (
    <>
      {brief} {children}
      <details className="notice-details">
        <summary>{text.shell.details}</summary>
        {[...new Set(whole)].map((line) => (
          <p key={line}>{line}</p>
        ))}
      </details>
    </>
  );
}
