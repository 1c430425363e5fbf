/** Beside the name of a view or a tab: how many things there need a look. `said`: the same in words. */
export function ProblemCount({ count, isError, said }: { count: string; isError: boolean; said: string }) {
  return (
    <span className={`problem-count ${isError ? 'error' : 'warn'}`} title={said}>
      <span aria-hidden>{count}</span>
      <span className="only-read">{said}</span>
    </span>
  );
}
