import type { CallName, Input, Output } from '../../main/contract/methods.ts';
import { useEngine } from './context.ts';
import { type Answer, useAnswer } from './use-answer.ts';

/**
 * Asks the engine whenever the input (compared as JSON) or `version` changes. `input` null: asks nothing.
 * For a call that a person starts (a button), use `useEngine().call` in the handler instead.
 */
export function useCall<N extends CallName>(
  name: N,
  input: Input<N> | null,
  version: number | string = 0,
): Answer<Output<N>> {
  const engine = useEngine();
  return useAnswer<Output<N>>(input === null ? null : `${version} ${JSON.stringify(input)}`, async (signal, show) => {
    if (input !== null) show(await engine.call(name, input, signal));
  });
}
