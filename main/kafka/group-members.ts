// Who is in a consumer group and what each member reads, as the group's coordinator tells it; and what the group committed.
import { setTimeout } from 'node:timers/promises';
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Admin } from './admin.ts';
import { errorName } from './admin-errors.ts';
import {
  ConsumerGroupDescribe,
  type DescribedGroup,
  DescribeGroup,
  FindCoordinator,
  OffsetFetch,
} from './admin-group-requests.ts';

/** `coordinator`: the broker's id; null: no group ever was on this cluster */
export type Group = DescribedGroup & { coordinator: number | null };

/** Errors of a coordinator that has just been elected, or that another broker is now: it is found again soon. */
const MOVING = new Set([14, 15, 16]);
const AGAIN_MS = 200;
const PATIENCE_MS = 5_000;

const NONE: Group = { coordinator: null, state: 'Dead', protocol: '', members: [] };

/** Throws denied where the group may not be read, unreachable where it cannot be, within 5 s. */
export async function describeGroup(admin: Admin, group: string): Promise<Group> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const coordinator = await admin.ask(FindCoordinator, group);
    // Not there yet on a cluster that never had a group; nobody is in it then.
    if (coordinator.error === 15 || coordinator.error === 14) return NONE;
    checkAllowed(coordinator.error, group);
    const { error, ...described } = await admin.askBroker(coordinator.id, DescribeGroup, group);
    if (MOVING.has(error) && performance.now() < giveUpAt) {
      await setTimeout(AGAIN_MS);
      continue;
    }
    checkAllowed(error, group);
    return { ...described, coordinator: coordinator.id };
  }
}

/** Whether it has members of KIP-848's protocol, which DescribeGroups calls dead. */
export async function hasConsumerProtocolMembers(admin: Admin, { coordinator }: Group, group: string) {
  if (coordinator === null || !(await admin.offers(ConsumerGroupDescribe))) return false;
  const { error, state } = await admin.askBroker(coordinator, ConsumerGroupDescribe, group);
  return error === 0 && state !== 'Empty' && state !== 'Dead';
}

/** What those who committed offsets in the group wrote beside them; empty: nothing is committed. */
export async function commitMarks(admin: Admin, { coordinator }: Group, group: string): Promise<Set<string>> {
  if (coordinator === null) return new Set();
  const { error, offsets } = await admin.askBroker(coordinator, OffsetFetch, { group, topics: null });
  checkAllowed(error, group);
  return new Set(offsets.filter((one) => one.error === 0 && one.offset >= 0).map(({ metadata }) => metadata));
}

function checkAllowed(error: number, group: string): void {
  if (error === 30) throw fail('denied', say('group-denied', { group }));
  if (error !== 0) throw fail('unreachable', say('group-failed', { group, why: errorName(error) }));
}
