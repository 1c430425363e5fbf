import { LayoutList } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Dialog, DialogTrigger, Form, Input, Popover, TextField } from 'react-aria-components';
import type { SavedView } from '../../main/contract/views.ts';
import { usePlace } from '../state/place.ts';
import { useSettings } from '../state/settings.ts';
import { Button, IconButton } from '../ui/button.tsx';
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
  const [removed, setRemoved] = useState<SavedView>();
  return (
    <>
      {kept.error ? <Failed error={kept.error} /> : null}
      <SaveView kept={kept} />
      {removed ? (
        <Notice
          tone="info"
          action={
            <Button
              className="small"
              onPress={() => {
                kept.save([removed]);
                setRemoved(undefined);
              }}
            >
              {text.undo}
            </Button>
          }
        >
          {text.removed(removed.name)}
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
          remove={(view) => {
            kept.remove(view.id);
            setRemoved(view);
          }}
        />
      )}
      <ViewsFile kept={kept} />
    </>
  );
}

/** Saves what is shown under a name; under one that is there already, in its place, and says so on the button. */
function SaveView({ kept: { views, save } }: { kept: KeptViews }) {
  const text = useText().views;
  usePlace();
  useSettings();
  const [name, setName] = useState('');
  const wanted = name.trim();
  const same = views.find((one) => one.name === wanted);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === '') return;
    save([{ ...presentView(), id: same?.id ?? crypto.randomUUID(), name: wanted, topic: same?.topic ?? null }]);
    setName('');
  };
  return (
    <Form className="filter-save" onSubmit={submit}>
      <TextField
        aria-label={text.name}
        value={name}
        onChange={setName}
        maxLength={100}
        className="field grow"
        autoFocus
      >
        <Input className="input" placeholder={text.namePlaceholder} autoComplete="off" />
      </TextField>
      <Button type="submit" isDisabled={wanted === ''}>
        {same ? text.replace : text.save}
      </Button>
    </Form>
  );
}
