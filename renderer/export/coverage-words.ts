// What the file of an export is complete for, in the language and the time zone of the page. Pure.
import type { ExportCoverage } from '../../main/contract/export.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export function coverageWords(covers: ExportCoverage, text: Text, format: Format): string {
  const words = text.exports.coverage;
  const { partitions, whole, notFollowed, behind, holes, allHoles } = covers;
  if (partitions === 0) return words.nothing;
  const clock = (at: number) => `${format.time(at, 'full')} ${format.zoneName(at)}`;
  const sentences = [words.whole(format.number(whole), format.number(partitions))];
  if (notFollowed) {
    if (notFollowed.newestTime !== null) sentences.push(words.newest(clock(notFollowed.newestTime)));
    sentences.push(words.notFollowed);
  }
  if (behind)
    sentences.push(
      words.behind(format.number(behind.partitions), format.number(behind.followed), clock(behind.frontier)),
    );
  if (allHoles > 0) {
    const named = holes.map((hole) => {
      const last = hole.to - 1;
      const offsets = hole.from === last ? format.number(last) : `${format.number(hole.from)}–${format.number(last)}`;
      const detail = hole.detail ? ` (${hole.detail})` : '';
      return words.hole(`${hole.topic}-${hole.partition}`, offsets, text.logs.coverage.causes[hole.cause] + detail);
    });
    if (allHoles > holes.length) named.push(words.moreHoles(format.number(allHoles - holes.length)));
    sentences.push(words.holes(format.number(allHoles), named.join('; ')));
  }
  return sentences.join(' ');
}
