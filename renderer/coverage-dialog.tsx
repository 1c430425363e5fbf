import { useCall } from './engine/use-call.ts';
import { useWatch } from './engine/use-watch.ts';
import { closeDialog } from './state/dialog.ts';
import { unfollowedTopics } from './ui/coverage.ts';
import { Dialog } from './ui/dialog.tsx';
import { Failed, Notice } from './ui/notice.tsx';
import { useFormat, useText } from './ui/text.ts';

/** Every hole with its reason. */
export function CoverageDialog() {
  const text = useText();
  const format = useFormat();
  const tick = useWatch('cache.tick');
  const answer = useCall('cache.coverage', {}, tick?.holes ?? 0);
  const words = text.logs.coverage;
  const unfollowed = tick ? unfollowedTopics(tick, null) : [];
  return (
    <Dialog title={words.title} onClose={closeDialog} width={820}>
      {answer.error ? <Failed error={answer.error} again={answer.again} /> : null}
      {!answer.data && answer.loading ? text.shell.loading : null}
      {unfollowed.length > 0 ? (
        <div className="dialog-intro">
          <Notice tone="warn">{words.unfollowedIntro(unfollowed.join(', '))}</Notice>
        </div>
      ) : null}
      {answer.data?.holes.length === 0 ? <p>{words.none}</p> : null}
      {answer.data && answer.data.holes.length > 0 ? (
        <>
          <p className="dialog-intro">{words.intro}</p>
          <div className="table-box">
            <table className="table">
              <thead>
                <tr>
                  <th>{words.place}</th>
                  <th className="right">{words.from}</th>
                  <th className="right">{words.to}</th>
                  <th className="right">{words.records}</th>
                  <th>{words.why}</th>
                </tr>
              </thead>
              <tbody>
                {answer.data.holes.map((hole) => (
                  <tr key={`${hole.topic} ${hole.partition} ${hole.from}`}>
                    <td>
                      {hole.topic}-{hole.partition}
                    </td>
                    <td className="right">{format.number(hole.from)}</td>
                    <td className="right">{format.number(hole.to)}</td>
                    <td className="right">{format.number(hole.to - hole.from)}</td>
                    <td className="hole-why" title={hole.detail}>
                      {words.causes[hole.cause]}
                      {hole.detail === undefined ? null : <small>{hole.detail}</small>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
