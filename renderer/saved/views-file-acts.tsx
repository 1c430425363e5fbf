import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { NamedView } from '../../main/contract/views.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import type { KeptViews } from './use-views.ts';
import { clashes, mergeViews, readViews, writeViews } from './views-file.ts';

const FILE_NAME = 'tailwater-views.json';

/** All views into a file, and those of a file beside the ones that are here; names that are taken are asked about. */
export function ViewsFile({ kept: { views, save } }: { kept: KeptViews }) {
  const text = useText().views;
  const [trouble, setTrouble] = useState<string>();
  const [asking, setAsking] = useState<NamedView[]>();
  const [told, tell] = useState<string>();
  const add = (added: NamedView[], clash: 'replace' | 'both') => {
    save(mergeViews(views, added, clash, () => crypto.randomUUID()));
    setAsking(undefined);
    tell(text.imported(String(added.length)));
  };
  const read = async (file: File) => {
    setTrouble(undefined);
    setAsking(undefined);
    tell(undefined);
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
  return (
    <>
      {trouble === undefined ? null : <Notice tone="error">{trouble}</Notice>}
      {told === undefined ? null : <p className="filter-none">{told}</p>}
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
