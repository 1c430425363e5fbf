// Adding to a filter's text: clauses of KQL, quoted so that a value is only ever a value. Pure.

/** `not` in front excludes. */
export function clause(field: string, value: string, not = false): string {
  return `${not ? 'not ' : ''}${literal(field)}: ${literal(value)}`;
}

/** Records that have any value in the field. */
export function hasClause(field: string, not = false): string {
  return `${not ? 'not ' : ''}${literal(field)}: *`;
}

/** Records that have each of the values in the field; `not`: those that have not. */
export function eachClause(field: string, values: readonly string[], not = false): string {
  const [only, ...more] = values;
  if (only !== undefined && more.length === 0) return clause(field, only, not);
  const all = values.map((value) => clause(field, value)).join(' and ');
  return `${not ? 'not ' : ''}(${all})`;
}

export function addClause(filter: string, added: string): string {
  const text = filter.trim();
  if (text === '') return added;
  if (text === added || text.endsWith(` and ${added}`)) return text;
  // NOT > AND > OR: only an "or" needs to be held together; parentheses do no harm where the "or" is only a word in quotes.
  return /\bor\b/i.test(text) ? `(${text}) and ${added}` : `${text} and ${added}`;
}

/** The filter without one of the clauses that all must hold; each clause brings its own parentheses. */
export function dropClause(clauses: readonly { text: string }[], dropped: number): string {
  return clauses
    .filter((_, i) => i !== dropped)
    .map(({ text }) => text)
    .join(' and ');
}

/** A phrase that is searched as text, whatever is in it. */
export function phrase(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Bare where nothing in the value means anything; a wildcard is one only in a bare literal, so * is quoted. */
function literal(value: string): string {
  return /^[\p{L}\p{N}_./@-]+$/u.test(value) && !/^(and|or|not|to)$/i.test(value) && !value.startsWith('-')
    ? value
    : phrase(value);
}
