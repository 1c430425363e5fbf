// What a failed request looks like to a view.
import { type ErrorData, toErrorData } from '../../main/contract/errors.ts';

/** undefined where the request was only cancelled, which is nobody's trouble. */
export function visibleError(error: unknown): ErrorData | undefined {
  const data = toErrorData(error);
  return data.code === 'cancelled' ? undefined : data;
}
