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
  return `${held(text)} and ${added}`;
}

/** All of them must hold. */
export function joinClauses(clauses: readonly string[]): string {
  return clauses.length < 2 ? (clauses[0] ?? '') : clauses.map(held).join(' and ');
}

/** What matches where the clause does not. */
export function negate(text: string): string {
  const whole = held(text);
  const not = whole === text ? /^(?:not(?=[\s("])\s*|!\s*|-(?=\S))/i.exec(text) : null;
  return not ? text.slice(not[0].length) : `not ${whole}`;
}

/** The beginning of a filter within the results of this one. */
export function within(filter: string): string {
  const text = filter.trim();
  const isOne = /^\S+$/.test(text) || /^\([^()"\\]*\)$/.test(text);
  return `${isOne ? text : `(${text})`} and `;
}

/** A phrase that is searched as text, whatever is in it. */
export function phrase(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Bare where nothing in the value means anything; a wildcard is one only in a bare literal, so * is quoted. */
export function literal(value: string): string {
  return /^[\p{L}\p{N}_./@-]+$/u.test(value) && !/^(and|or|not|to)$/i.test(value) && !value.startsWith('-')
    ? value
    : phrase(value);
}

/** NOT > AND > OR: an "or" that is outside of quotes and parentheses needs to be held together. */
function held(text: string): string {
  let outside = text.replace(/"(?:\\.|[^"\\])*"/gs, '""').replace(/\\./gs, '');
  for (let before = ''; before !== outside; ) {
    before = outside;
    outside = outside.replace(/\([^()]*\)/g, '()');
  }
  return /(?<![\w.-])or(?![\w.-])/i.test(outside) ? `(${text})` : text;
}
