import { type Token, tokens } from './tokens.ts';

/** The filter in colours, behind the transparent text of its input, with what does not parse underlined. */
export function FilterText({
  text,
  scroll,
  bad,
}: {
  text: string;
  scroll: number;
  bad: { from: number; to: number | undefined } | undefined;
}) {
  const end = bad ? Math.max(bad.to ?? 0, bad.from + 1) : 0;
  return (
    <div className="filter-text" aria-hidden="true">
      <div style={{ transform: `translateX(${-scroll}px)` }}>
        {tokens(text)
          .flatMap((token) => (bad ? cut(token, bad.from, end) : [token]))
          .map((token) => (
            <span
              key={token.from}
              className={`token-${token.kind} ${bad && token.from >= bad.from && token.from < end ? 'token-bad' : ''}`}
            >
              {token.text}
            </span>
          ))}
        {bad && bad.from >= text.length ? <span className="token-bad"> </span> : null}
      </div>
    </div>
  );
}

function cut(token: Token, from: number, to: number): Token[] {
  const places = [from, to].map((at) => at - token.from).filter((at) => at > 0 && at < token.text.length);
  const edges = [0, ...places, token.text.length];
  return edges.slice(1).map((edge, i) => {
    const start = edges[i] ?? 0;
    return { kind: token.kind, text: token.text.slice(start, edge), from: token.from + start };
  });
}
