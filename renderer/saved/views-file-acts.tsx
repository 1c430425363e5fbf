import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { Client } from '../../main/contract/methods.ts';
import type { NamedView } from '../../main/contract/views.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { readPlace } from '../state/place-text.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText, useTold } from '../ui/text.ts';
import type { KeptViews } from './use-views.ts';
import { clashes, mergeViews, readViews, writeViews } from './views-file.ts';

const FILE_NAME = 'tailwater-views.json';

/** at: the first character that cannot be read, from 1 */
type BadFilter = { name: string; at: string };

async function badFilters(engine: Client, views: readonly NamedView[]): Promise<BadFilter[]> {
  const checked = await Promise.all(
    views.map(async ({ name, place }) => {
      const { filter } = readPlace(place);
      const { ok, position = filter.length } = await engine.call('filter.check', { filter });
      return ok ? [] : [{ name, at: String(position + 1) }];
    }),
  );
  return checked.flat();
}

/** All views into a file, and those of a file beside the ones that are here; names that are taken are asked about. */
export function ViewsFile({ kept: { views, save } }: { kept: KeptViews }) {
  const text = useText().views;
  const engine = useEngine();
  const say = useTold();
  const [trouble, setTrouble] = useState<string>();
  const [asking, setAsking] = useState<NamedView[]>();
  const [told, tell] = useState<string>();
  const [bad, setBad] = useState<BadFilter[]>([]);
  const add = (added: NamedView[], clash: 'replace' | 'both') => {
    const merged = mergeViews(views, added, clash, () => crypto.randomUUID());
    save(merged);
    setAsking(undefined);
    tell(text.imported(String(added.length)));
    // Kept all the same: a filter is mended where it is shown.
    badFilters(engine, merged).then(setBad, (error: unknown) => {
      const unchecked = visibleError(error);
      if (unchecked) setTrouble(say(unchecked));
    });
  };
  const read = async (file: File) => {
    setTrouble(undefined);
    setAsking(undefined);
    tell(undefined);
    setBad([]);
    try {
      const answer = readViews(await file.text());
      if ('views' in answer) {
        if (clashes(views, answer.views).length === 0) add(answer.views, 'both');
        else setAsking(answer.views);
      } else if (answer.trouble === 'broken') setTrouble(text.broken(file.name, String(answer.at)));
      else setTrouble(text[answer.trouble](file.name));
    } catch (failure) {
      setTrouble(text.unread(file.name, failure instanceof Error ? failure.message : String(failure)));
    }
  };
  const write = () => {
    const address = URL.createObjectURL(new Blob([writeViews(views)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = FILE_NAME;
    link.click();
    URL.revokeObjectURL(address);
  };
  const stillBad = bad.filter(({ name }) => views.some((view) => view.name === name));
  return (
    <>
      {trouble === undefined ? null : <Notice tone="error">{trouble}</Notice>}
      {told === undefined ? null : <p className="filter-none">{told}</p>}
      {stillBad.length === 0 ? null : (
        <Notice tone="warn">
          {text.badFilters(stillBad.map(({ name, at }) => text.badFilter(name, at)).join(', '))}
        </Notice>
      )}
      {asking === undefined ? null : (
        <Notice
          tone="warn"
          action={
            <div className="view-clash">
              <Button className="small" onPress={() => add(asking, 'replace')}>
                {text.replaceThem}
              </Button>
              <Button className="small" onPress={() => add(asking, 'both')}>
                {text.keepBoth}
              </Button>
              <Button kind="quiet" className="small" onPress={() => setAsking(undefined)}>
                {text.cancel}
              </Button>
            </div>
          }
        >
          {text.clash(clashes(views, asking).join(', '))}
        </Notice>
      )}
      <div className="view-file">
        <FileTrigger
          acceptedFileTypes={['.json', 'application/json']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void read(file);
          }}
        >
          <Button kind="quiet" className="small">
            {text.import}
          </Button>
        </FileTrigger>
        <Button kind="quiet" className="small" isDisabled={views.length === 0} onPress={write}>
          {text.export}
        </Button>
      </div>
    </>
  );
}
