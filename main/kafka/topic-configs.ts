// The settings of topics that matter for logs, asked for once a minute for whoever needs them: the health's own rules, and the look
// at how topics are set up.
import { TOPIC_CONFIGS, type TopicConfig } from '../contract/cluster.ts';
import { toErrorData } from '../contract/errors.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import type { Admin } from './admin.ts';
import { errorName, TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import { type ConfigValue, DescribeTopicConfigs } from './admin-group-requests.ts';

/** Configuration seldom changes, and describing that of many topics is dear. */
const CONFIG_AGE = 60_000_000;

export type FoundConfigs = {
  /** null: could not be read */
  configs: readonly TopicConfig[] | null;
  /** why they could not */
  why: Said | null;
};

export class TopicConfigs {
  readonly #admin: Admin;
  readonly #found = new Map<string, FoundConfigs & { at: Micros }>();

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /** By topic, of those that were asked for. */
  get found(): ReadonlyMap<string, FoundConfigs> {
    return this.#found;
  }
  /** The settings by name; those that may not be read are absent. */
  valuesOf(topic: string): Record<string, string> {
    const configs = this.#found.get(topic)?.configs ?? [];
    return Object.fromEntries(configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  }

  /** Asks for those that are older than a minute. Returns why that failed, if it did: what was known stays. */
  async refresh(topics: readonly string[], at: Micros): Promise<readonly Said[]> {
    const isStale = (topic: string) => at - (this.#found.get(topic)?.at ?? Number.NEGATIVE_INFINITY) >= CONFIG_AGE;
    const stale = topics.filter(isStale);
    if (stale.length === 0) return [];
    try {
      const answer = await this.#admin.ask(DescribeTopicConfigs, { topics: stale, names: TOPIC_CONFIGS });
      for (const { topic, error, values } of answer)
        this.#found.set(topic, {
          at,
          configs: error === 0 ? TOPIC_CONFIGS.map((name) => configOf(name, values)) : null,
          why: error === 0 ? null : refused(error),
        });
      return [];
    } catch (error) {
      const data = toErrorData(error);
      const unread = {
        at: Number.NEGATIVE_INFINITY,
        configs: null,
        why: say('cluster-configs-failed', { why: data.message }),
      };
      for (const topic of stale) if (!this.#found.get(topic)?.configs) this.#found.set(topic, unread);
      return sayingsOf(data);
    }
  }
}

function refused(error: number): Said {
  const why = { why: errorName(error) };
  return error === TOPIC_AUTHORIZATION_FAILED ? say('cluster-configs-denied', why) : say('cluster-configs-failed', why);
}

/** As Kafka numbers them: https://kafka.apache.org/protocol (DescribeConfigs); 0 is unknown. */
const SOURCES: Readonly<Record<number, TopicConfig['source']>> = {
  1: 'topic',
  2: 'broker',
  3: 'broker',
  4: 'broker',
  5: 'default',
};

function configOf(name: TopicConfig['name'], values: ReadonlyMap<string, ConfigValue>): TopicConfig {
  const found = values.get(name);
  return { name, value: found?.value ?? null, source: SOURCES[found?.source ?? 0] ?? 'unknown' };
}
