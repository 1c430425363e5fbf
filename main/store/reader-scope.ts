// A view's filter and topics as one condition, compiled once for each thread and each state of the catalog.
import { type ColumnPlan, PAIR, partOfPlan, planOf } from '../query/column-plan.ts';
import { compileFilter, topicsSql } from '../query/compile.ts';
import { parseFilter } from '../query/grammar.ts';
import { type Possible, possibleOf } from '../query/possible.ts';
import { type Sql, sql } from '../query/sql.ts';
import { type Word, wordsOf } from '../query/words.ts';
import type { Scope } from './reader-protocol.ts';
import type { ReadPart } from './reader-segments.ts';

export type Condition = {
  /** over `records r` */
  where: Sql;
  /** it holds over `rollup r` as well */
  rollup: boolean;
  /** every record fits */
  everything: boolean;
  /** how columns answer it, where they have all that it asks for */
  plan: ColumnPlan | undefined;
  /** where `where` is 1 this finds the row, from columns; undefined where they say nothing */
  partOfPlan: ColumnPlan | undefined;
  /** of a record's text: false where `where` is certainly 0 */
  possible: Possible | undefined;
  /** where `where` is 1 the record has one of them in its bytes, in any case of A to Z */
  words: readonly Word[] | undefined;
};

const MOST_KEPT = 50;

export class Conditions {
  #parts: ReadonlyMap<number, ReadPart> = new Map();
  readonly #kept = new Map<string, Condition>();

  /** Throws EngineError bad-filter. */
  of({ filter, topics }: Pick<Scope, 'filter' | 'topics'>, parts: ReadonlyMap<number, ReadPart>): Condition {
    if (parts !== this.#parts || this.#kept.size > MOST_KEPT) this.#kept.clear();
    this.#parts = parts;
    const key = JSON.stringify([filter, topics]);
    let condition = this.#kept.get(key);
    if (!condition) {
      const all = [...parts.values()];
      const node = parseFilter(filter);
      const { where, rollup } = compileFilter(node, all);
      const plan = planOf(node, all);
      const seen = { possible: possibleOf(node), words: wordsOf(node) };
      const part = node.kind === 'all' ? undefined : partOfPlan(node, all);
      condition =
        topics === null
          ? { where, rollup, everything: node.kind === 'all', plan, partOfPlan: part, ...seen }
          : { ...within(topicsSql(topics, all), where, plan), rollup, everything: false, partOfPlan: part, ...seen };
      this.#kept.set(key, condition);
    }
    return condition;
  }
}

function within(topics: Sql, where: Sql, plan: ColumnPlan | undefined): Pick<Condition, 'where' | 'plan'> {
  const both = sql`${topics} AND ${where}`;
  if (!plan) return { where: both, plan };
  if (plan.kind === 'column' && plan.column === PAIR) return { where: both, plan: { ...plan, where: both } };
  return { where: both, plan: { kind: 'and', children: [{ kind: 'column', column: PAIR, where: topics }, plan] } };
}
