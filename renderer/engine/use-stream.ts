import type { Input, Output, StreamName } from '../../main/contract/methods.ts';
import { useEngine } from './context.ts';
import { type Answer, useAnswer } from './use-answer.ts';

/** For streams whose items each replace the one before (a growing histogram): the latest item; `loading` until the last. */
export function useStream<N extends StreamName>(
  name: N,
  input: Input<N> | null,
  version: number | string = 0,
): Answer<Output<N>> {
  const engine = useEngine();
  return useAnswer<Output<N>>(input === null ? null : `${version} ${JSON.stringify(input)}`, async (signal, show) => {
    if (input === null) return;
    for await (const item of engine.stream(name, input, signal)) show(item);
  });
}
