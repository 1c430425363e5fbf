import { LayoutList } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { SavedView } from '../../main/contract/views.ts';
import { usePlace } from '../state/place.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { SaveUnderName } from '../ui/name-field.tsx';
import { Failed, Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import { openView, presentView } from './open-view.ts';
import { type KeptViews, useViews } from './use-views.ts';
import { ViewList } from './view-list.tsx';
import { ViewsFile } from './views-file-acts.tsx';

/** Views under a name: opened, saved, changed, and taken elsewhere as a file. */
export function ViewsMenu() {
  const text = useText().views;
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton label={text.title} className="views-button">
        <LayoutList size={16} />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="filter-menu views-card" aria-label={text.title}>
          <Card close={() => setOpen(false)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Card({ close }: { close: () => void }) {
  const text = useText().views;
  const kept = useViews();
  const { topics } = usePlace();
  /** as it was before it was deleted, or replaced */
  const [before, setBefore] = useState<{ view: SavedView; said: string }>();
  const replace = (view: SavedView, by: SavedView) => {
    kept.save([by]);
    setBefore({ view, said: text.replaced(view.name) });
  };
  return (
    <>
      {kept.error ? <Failed error={kept.error} /> : null}
      <SaveView kept={kept} replace={replace} />
      {before ? (
        <Notice
          tone="info"
          action={
            <Button
              className="small"
              onPress={() => {
                kept.save([before.view]);
                setBefore(undefined);
              }}
            >
              {text.undo}
            </Button>
          }
        >
          {before.said}
        </Notice>
      ) : null}
      {kept.views.length === 0 ? (
        kept.isKnown ? (
          <p className="filter-none">{text.none}</p>
        ) : null
      ) : (
        <ViewList
          views={kept.views}
          topic={topics?.length === 1 ? topics[0] : undefined}
          open={(view) => {
            close();
            openView(view);
          }}
          save={(view) => kept.save([view])}
          replace={replace}
          remove={(view) => {
            kept.remove(view.id);
            setBefore({ view, said: text.removed(view.name) });
          }}
        />
      )}
      <ViewsFile kept={kept} />
    </>
  );
}

/** Saves what is shown under a name; under one that is there already, in its place, and says so on the button. */
function SaveView({
  kept: { views, save },
  replace,
}: {
  kept: KeptViews;
  replace: (view: SavedView, by: SavedView) => void;
}) {
  const text = useText().views;
  const named = (name: string) => views.find((one) => one.name === name);
  return (
    <SaveUnderName
      text={text}
      isKept={(name) => named(name) !== undefined}
      save={(name) => {
        const same = named(name);
        if (same) replace(same, { ...same, ...presentView() });
        else save([{ ...presentView(), id: crypto.randomUUID(), name, topic: null }]);
      }}
      autoFocus
    />
  );
}
