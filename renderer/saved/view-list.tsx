import { Check, Pencil, RefreshCw, Star, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { SavedView } from '../../main/contract/views.ts';
import { readPlace } from '../state/place-text.ts';
import { Hint, IconButton } from '../ui/button.tsx';
import { Rename } from '../ui/name-field.tsx';
import { useText } from '../ui/text.ts';
import { isPresent, presentView } from './open-view.ts';

/** topic: the one that is chosen alone, which a view may be of */
export function ViewList({
  views,
  topic,
  open,
  save,
  replace,
  remove,
}: {
  views: readonly SavedView[];
  topic: string | undefined;
  open: (view: SavedView) => void;
  save: (view: SavedView) => void;
  /** which can be undone */
  replace: (view: SavedView, by: SavedView) => void;
  remove: (view: SavedView) => void;
}) {
  const text = useText().views;
  const [renaming, setRenaming] = useState<string>();
  return (
    <ul className="view-list" aria-label={text.title}>
      {views.map((view) =>
        renaming === view.id ? (
          <li key={view.id} className="filter-item">
            <Rename
              label={text.name}
              before={view.name}
              refusal={(name) =>
                views.some((other) => other.id !== view.id && other.name === name) ? text.taken : undefined
              }
              done={(name) => {
                setRenaming(undefined);
                if (name !== undefined) save({ ...view, name });
              }}
            />
          </li>
        ) : (
          <li key={view.id} className="filter-item">
            <Button className="view-open" onPress={() => open(view)}>
              <span className="menu-check">{isPresent(view) ? <Check size={14} aria-hidden /> : null}</span>
              <span className="filter-item-text">
                <span className="cut">{view.name}</span>
                <Said view={view} />
              </span>
            </Button>
            {view.topic === null && topic === undefined ? null : (
              <Hint text={view.topic === null ? text.makeTopic(topic ?? '') : text.noTopic(view.topic)}>
                <Button
                  className={`chip-act ${view.topic === null ? '' : 'on'}`}
                  aria-label={view.topic === null ? text.makeTopic(topic ?? '') : text.noTopic(view.topic)}
                  aria-pressed={view.topic !== null}
                  onPress={() => save({ ...view, topic: view.topic === null ? (topic ?? null) : null })}
                >
                  <Star size={12} aria-hidden fill={view.topic === null ? 'none' : 'currentColor'} />
                </Button>
              </Hint>
            )}
            <IconButton
              className="small"
              label={text.overwrite(view.name)}
              isDisabled={isPresent(view)}
              onPress={() => replace(view, { ...view, ...presentView() })}
            >
              <RefreshCw size={12} />
            </IconButton>
            <IconButton className="small" label={text.rename(view.name)} onPress={() => setRenaming(view.id)}>
              <Pencil size={12} />
            </IconButton>
            <IconButton className="small" label={text.remove(view.name)} onPress={() => remove(view)}>
              <Trash2 size={12} />
            </IconButton>
          </li>
        ),
      )}
    </ul>
  );
}

/** What it narrows to, in its own words. */
function Said({ view }: { view: SavedView }) {
  const text = useText().views;
  const { filter, columns } = readPlace(view.place);
  const said = [
    ...(view.topic === null ? [] : [text.ofTopic(view.topic)]),
    filter === '' ? text.noFilter : filter,
    ...(columns === null ? [] : [text.columns(String(columns.length))]),
  ].join(' · ');
  return (
    <span className="cut view-said" title={said}>
      {said}
    </span>
  );
}
