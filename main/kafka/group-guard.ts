// A group that has members which are not Tailwater's is not joined (R12): they would lose partitions to us.
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Admin } from './admin.ts';
import { errorName } from './admin-errors.ts';
import { ConsumerGroupDescribe, FindCoordinator } from './admin-group-requests.ts';
import type { Api } from './admin-requests.ts';
import { ASSIGNER_NAME } from './sticky-assigner.ts';

type Members = { error: number; state: string; protocol: string; clientIds: string[] };
/** Only to the group's coordinator; one group at a time. */
const DescribeMembers: Api<string, Members> = {
  name: 'DescribeGroups',
  key: 15,
  min: 1,
  max: 2,
  write: (to, group) => to.array([group], (id) => to.string(id)),
  read(from) {
    from.int32();
    const [described] = from.array(() => {
      const error = from.int16();
      from.string();
      const state = from.string();
      from.string();
      const protocol = from.string();
      const clientIds = from.array(() => {
        from.string();
        const clientId = from.string();
        from.string();
        from.bytes();
        from.bytes();
        return clientId;
      });
      return { error, state, protocol, clientIds };
    });
    return described ?? { error: 0, state: 'Dead', protocol: '', clientIds: [] };
  },
};

/** Throws busy where the group has foreign members, denied where it may not be read; resolves to its number of members. */
export async function refuseForeignMembers(admin: Admin, group: string, clientId: string | undefined): Promise<number> {
  const coordinator = await admin.ask(FindCoordinator, group);
  // Not there yet on a cluster that never had a group; nobody is in it then.
  if (coordinator.error === 15 || coordinator.error === 14) return 0;
  checkAllowed(coordinator.error, group);
  const { error, state, protocol, clientIds } = await admin.askBroker(coordinator.id, DescribeMembers, group);
  checkAllowed(error, group);
  const ours = (id: string) => id.startsWith('tailwater') || id === clientId;
  const foreign = clientIds.filter((id) => !ours(id));
  if (foreign.length > 0 || (clientIds.length > 0 && state === 'Stable' && protocol !== ASSIGNER_NAME))
    throw refusal(group, foreign.length > 0 ? foreign : clientIds);
  if (state === 'Dead' && (await isConsumerProtocolGroup(admin, coordinator.id, group))) throw refusal(group, []);
  return clientIds.length;
}

/** Members of KIP-848's protocol, which DescribeGroups does not show, are never ours. */
async function isConsumerProtocolGroup(admin: Admin, coordinator: number, group: string): Promise<boolean> {
  if (!(await admin.offers(ConsumerGroupDescribe))) return false;
  const { error, state } = await admin.askBroker(coordinator, ConsumerGroupDescribe, group);
  return error === 0 && state !== 'Empty' && state !== 'Dead';
}

function checkAllowed(error: number, group: string): void {
  if (error === 30) throw fail('denied', say('group-denied', { group }));
  if (error !== 0) throw fail('unreachable', say('group-failed', { group, why: errorName(error) }));
}

function refusal(group: string, clientIds: string[]): Error {
  const members = [...new Set(clientIds)].slice(0, 3).join(', ');
  return fail('busy', members ? say('group-foreign-named', { group, members }) : say('group-foreign', { group }));
}
