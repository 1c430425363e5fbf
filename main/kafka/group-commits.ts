// How far one group has read, by what it has committed.
import { say } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { errorName, GROUP_ID_NOT_FOUND, UNKNOWN_TOPIC } from './admin-errors.ts';
import {
  ConsumerGroupDescribe,
  DescribeGroup,
  FindCoordinator,
  OFFSETS_TOPIC,
  OffsetFetch,
} from './admin-group-requests.ts';
import { Metadata, type MetadataTopic } from './admin-requests.ts';
import { Refused, type Trouble, whyNot } from './troubles.ts';

/** Offsets by `topic/partition`; active: the group has members. */
export type Committed = { offsets: Map<string, Offset>; active: boolean };

export class GroupCommits {
  readonly #admin: Admin;
  #offsetsTopic = false;

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /** undefined: it could not be asked, and the trouble is told */
  async of(group: string, topics: readonly MetadataTopic[], trouble: Trouble): Promise<Committed | undefined> {
    try {
      if (!(await this.#hasCommits())) return { offsets: new Map(), active: false };
      const coordinator = await this.#admin.ask(FindCoordinator, group);
      if (coordinator.error !== 0) throw new Refused(coordinator.error);
      const asked = topics.map((topic) => ({
        topic: topic.name,
        partitions: topic.partitions.map((one) => one.partition),
      }));
      const [answer, active] = await Promise.all([
        this.#admin.askBroker(coordinator.id, OffsetFetch, { group, topics: asked }),
        this.#isActive(coordinator.id, group, trouble),
      ]);
      if (answer.error !== 0) throw new Refused(answer.error);
      const offsets = new Map<string, Offset>();
      for (const { topic, partition, error, offset } of answer.offsets)
        if (error === 0 && offset >= 0) offsets.set(partitionKey(topic, partition), offset);
      return { offsets, active };
    } catch (error) {
      trouble(say('health-offsets', { group }), ...whyNot(error));
      return undefined;
    }
  }

  /**
   * Whether any group ever committed: asking for a group's coordinator creates the topic of the offsets where none has. Where that may not
   * be seen, it is taken to be so.
   */
  async #hasCommits(): Promise<boolean> {
    this.#offsetsTopic ||= (await this.#admin.ask(Metadata, [OFFSETS_TOPIC])).topics[0]?.error !== UNKNOWN_TOPIC;
    return this.#offsetsTopic;
  }

  /** Whether the group has members; where that may not be read, it is taken to have some. */
  async #isActive(coordinator: number, group: string, trouble: Trouble): Promise<boolean> {
    let answer: { error: number; state: string } = await this.#admin.askBroker(coordinator, DescribeGroup, group);
    // Groups of the newer protocol (KIP-848) are "Dead" to the older request.
    if (answer.error === 0 && answer.state === 'Dead' && (await this.#admin.offers(ConsumerGroupDescribe)))
      answer = await this.#admin.askBroker(coordinator, ConsumerGroupDescribe, group);
    if (answer.error === 0) return answer.state !== 'Empty' && answer.state !== 'Dead';
    if (answer.error === GROUP_ID_NOT_FOUND) return false;
    trouble(say('health-group', { group, why: errorName(answer.error) }));
    return true;
  }
}
