// What the file of an export is complete for, in the language and the time zone of the page. Pure.
import type { ViewCoverage } from '../../main/contract/view-coverage.ts';
import { holeOffsets, holeTimes, sumsText } from '../ui/coverage.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export function coverageWords(covers: ViewCoverage, text: Text, format: Format): string {
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
  if (covers.openTransactions > 0) sentences.push(words.openTransactions(format.number(covers.openTransactions)));
  if (covers.elsewhere > 0) sentences.push(words.elsewhere(format.number(covers.elsewhere)));
  if (covers.renewed > 0) sentences.push(words.renewed(format.number(covers.renewed)));
  if (allHoles > 0) {
    const named = holes.map((hole) => {
      const place = `${hole.topic}-${hole.partition}`;
      const incarnation = text.coverage.dialog.incarnation(format.number(hole.incarnation));
      const detail = hole.detail ? ` (${hole.detail})` : '';
      return [
        words.hole(hole.incarnation > 1 ? `${place} (${incarnation})` : place, holeOffsets(hole, text, format)),
        text.coverage.causes[hole.cause] + detail,
        ...(hole.fromTime === null && hole.toTime === null ? [] : [holeTimes(hole, text, format)]),
      ].join(', ');
    });
    const rest = allHoles - holes.length;
    if (rest > 0) named.push(words.moreHoles(format.number(rest)));
    const sums = allHoles > 1 ? sumsText(covers.missing, text, format) : '';
    sentences.push(words.holes(format.number(allHoles), sums, named.join('; ')));
  }
  return sentences.join(' ');
}
