// All groups of a cluster: listed, described and their committed offsets read, in a few requests to each broker.
import { toErrorData } from '../contract/errors.ts';
import { GROUP_STATES, type GroupProtocol, type GroupState } from '../contract/groups.ts';
import { quote, type Said, say, sayingsOf, type Told, tell } from '../contract/told.ts';
import type { GroupSnapshot, GroupsSnapshot } from '../health/group-snapshot.ts';
import type { Admin } from './admin.ts';
import {
  DescribeCluster,
  DescribeConsumerGroups,
  DescribeGroups,
  type FoundGroup,
  type GroupOffsets,
  type ListedGroup,
  ListGroups,
  OffsetFetchMany,
} from './admin-all-groups.ts';
import { errorName, GROUP_AUTHORIZATION_FAILED, GROUP_ID_NOT_FOUND } from './admin-errors.ts';
import { OffsetFetch } from './admin-group-requests.ts';
import type { Trouble } from './troubles.ts';

export type CollectedGroups = Pick<GroupsSnapshot, 'troubles' | 'sees'> & {
  groups: GroupSnapshot[];
  /** brokers that could not list theirs */
  untold: ReadonlySet<number>;
};

/** A request of thousands of groups would hold its broker up. */
const GROUPS_IN_ONE = 200;
/** Brokers before Kafka 3.0 are asked for one group's offsets at a time. */
const AT_ONCE = 8;

/** `brokers`: those alive; each lists the groups that it coordinates. Throws closed where `admin` was closed. */
export async function collectGroups(admin: Admin, brokers: readonly number[]): Promise<CollectedGroups> {
  const troubles: Told[] = [];
  const trouble: Trouble = (...said) => void troubles.push(tell(...said));
  // Together: of two that are closed at once, one that nobody waits for would end the process.
  const [sees, ...found] = await Promise.all([
    seesAll(admin),
    ...brokers.map((broker) => groupsOf(admin, broker, trouble)),
  ]);
  // While a coordinator moves both brokers may list its groups; one that answers for them goes before.
  const groups = new Map<string, GroupSnapshot>();
  for (const one of found.flatMap((its) => its ?? []))
    if (!groups.has(one.group) || one.why === null) groups.set(one.group, one);
  const untold = new Set(brokers.filter((_, i) => found[i] === undefined));
  return { groups: [...groups.values()], troubles, sees, untold };
}

/** undefined: it could not be asked for them */
async function groupsOf(admin: Admin, broker: number, trouble: Trouble): Promise<GroupSnapshot[] | undefined> {
  const groups = await tried(say('groups-broker', { broker: String(broker) }), trouble, async () => {
    const { error, groups } = await admin.askBroker(broker, ListGroups, null);
    if (error === 0) return groups;
    trouble(say('groups-broker', { broker: String(broker) }), quote(errorName(error)));
    return undefined;
  });
  if (!groups) return undefined;
  const described = await describe(admin, broker, groups, trouble);
  const withOffsets = groups.filter((one) => {
    const protocol = protocolOf(one, described.get(one.group));
    return protocol !== 'share' && protocol !== 'streams';
  });
  const offsets = await fetchOffsets(admin, broker, withOffsets, trouble);
  return groups.map((one) => snapshotOf(one, described.get(one.group), offsets.get(one.group)));
}

type Described = FoundGroup & { isNew: boolean };

async function describe(admin: Admin, broker: number, groups: readonly ListedGroup[], trouble: Trouble) {
  const found = new Map<string, Described>();
  const what = say('groups-members-of', { broker: String(broker) });
  const ask = async (names: string[], isNew: boolean) => {
    const api = isNew ? DescribeConsumerGroups : DescribeGroups;
    for (const some of chunks(names, GROUPS_IN_ONE))
      for (const one of (await tried(what, trouble, () => admin.askBroker(broker, api, some))) ?? [])
        found.set(one.group, { ...one, isNew });
  };
  const isNew = ({ type }: ListedGroup) => type.toLowerCase() === 'consumer';
  const isClassic = ({ type }: ListedGroup) => type === '' || type.toLowerCase() === 'classic';
  await ask(groups.filter(isClassic).map(nameOf), false);
  // Listed, but dead: of the newer protocol, where the list does not tell the type yet.
  const dead = groups.filter(({ group, type }) => type === '' && found.get(group)?.state === 'Dead');
  const newer = [...groups.filter(isNew), ...dead].map(nameOf);
  if (newer.length > 0 && (await admin.offers(DescribeConsumerGroups))) await ask(newer, true);
  return found;
}

async function fetchOffsets(admin: Admin, broker: number, groups: readonly ListedGroup[], trouble: Trouble) {
  const names = groups.map(nameOf);
  const what = say('groups-offsets-of', { broker: String(broker) });
  const found = new Map<string, Omit<GroupOffsets, 'group'>>();
  if (await admin.offers(OffsetFetchMany)) {
    for (const some of chunks(names, GROUPS_IN_ONE))
      for (const one of (await tried(what, trouble, () => admin.askBroker(broker, OffsetFetchMany, some))) ?? [])
        found.set(one.group, one);
    return found;
  }
  for (const some of chunks(names, AT_ONCE))
    await tried(what, trouble, () =>
      Promise.all(
        some.map(async (group) => {
          found.set(group, await admin.askBroker(broker, OffsetFetch, { group, topics: null }));
        }),
      ),
    );
  return found;
}

function snapshotOf(
  listed: ListedGroup,
  described: Described | undefined,
  offsets: Omit<GroupOffsets, 'group'> | undefined,
): GroupSnapshot {
  const protocol = protocolOf(listed, described);
  const hasOffsets = protocol !== 'share' && protocol !== 'streams';
  const errors = [described?.error ?? 0, offsets?.error ?? 0];
  const error = errors.find((one) => one === GROUP_AUTHORIZATION_FAILED) ?? errors.find((one) => one !== 0) ?? 0;
  const isMissing = hasOffsets && (described === undefined || offsets === undefined);
  const isDescribed = described?.error === 0;
  return {
    group: listed.group,
    protocol,
    protocolType: listed.protocolType,
    state: stateOf(isDescribed ? described.state : listed.state),
    members: isDescribed ? described.members : null,
    commits:
      offsets?.error === 0
        ? offsets.offsets
            .filter((one) => one.error === 0 && one.offset >= 0)
            .map(({ topic, partition, offset }) => ({ topic, partition, offset }))
        : null,
    why: error !== 0 ? whyOf(error) : isMissing ? say('groups-failed', { why: errorName(15) }) : null,
  };
}

function whyOf(error: number): Said {
  const why = errorName(error);
  return error === GROUP_AUTHORIZATION_FAILED ? say('groups-denied', { why }) : say('groups-failed', { why });
}

function protocolOf({ type }: ListedGroup, described: Described | undefined): GroupProtocol {
  switch (type.toLowerCase()) {
    case 'classic':
      return 'classic';
    case 'consumer':
      return 'consumer';
    case 'share':
      return 'share';
    case 'streams':
      return 'streams';
    default:
      if (described === undefined || described.error === GROUP_ID_NOT_FOUND) return 'unknown';
      return described.isNew ? 'consumer' : 'classic';
  }
}

function stateOf(word: string): GroupState {
  return GROUP_STATES.find((state) => state.toLowerCase() === word.toLowerCase()) ?? 'Unknown';
}

/** Who lacks Describe on the cluster is given a shorter list of groups, without a word about it. */
async function seesAll(admin: Admin): Promise<CollectedGroups['sees']> {
  if (!(await admin.offers(DescribeCluster))) return 'unknown';
  const answer = await admin.ask(DescribeCluster, null);
  if (answer.error !== 0) return 'unknown';
  return answer.operations === 0 ? 'some' : 'all';
}

/** What one broker cannot be asked is told, and the rest goes on. */
async function tried<T>(what: Said, trouble: Trouble, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const data = toErrorData(error);
    if (data.code === 'closed') throw error;
    trouble(what, ...sayingsOf(data));
    return undefined;
  }
}

function nameOf({ group }: ListedGroup): string {
  return group;
}

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
