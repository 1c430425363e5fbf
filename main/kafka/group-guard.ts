// A group of others is not joined (R12): its members would lose partitions to us, and its offsets would be overwritten.
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Admin } from './admin.ts';
import { commitMarks, describeGroup, hasConsumerProtocolMembers } from './group-members.ts';
import { ASSIGNER_NAME } from './sticky-assigner.ts';

/** Groups of caches. Earlier versions of Tailwater wrote nothing beside the offsets that they committed in them. */
export const OWN_PREFIX = 'tailwater-';
const MARK = 'tailwater:';

/** What is committed beside each offset: by it the group is known as one of Tailwater's when nobody is in it. */
export function commitMark(cacheId: string): string {
  return `${MARK}${cacheId}`;
}

/** Throws busy where the group is not Tailwater's, denied where it may not be read. */
export async function refuseForeignGroup(admin: Admin, group: string, clientId: string | undefined): Promise<void> {
  const described = await describeGroup(admin, group);
  const { state, protocol, members } = described;
  const clientIds = members.map((member) => member.clientId);
  const ours = (id: string) => id.startsWith('tailwater') || id === clientId;
  const foreign = clientIds.filter((id) => !ours(id));
  if (foreign.length > 0 || (clientIds.length > 0 && state === 'Stable' && protocol !== ASSIGNER_NAME))
    throw refusal(group, foreign.length > 0 ? foreign : clientIds);
  if (members.length > 0) return;
  if (state === 'Dead' && (await hasConsumerProtocolMembers(admin, described, group))) throw refusal(group, []);
  if (group.startsWith(OWN_PREFIX)) return;
  for (const mark of await commitMarks(admin, described, group))
    if (!mark.startsWith(MARK)) throw fail('busy', say('group-foreign-offsets', { group }));
}

function refusal(group: string, clientIds: string[]): Error {
  const members = [...new Set(clientIds)].slice(0, 3).join(', ');
  return fail('busy', members ? say('group-foreign-named', { group, members }) : say('group-foreign', { group }));
}
