import { ListFilterPlus, X } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { busyUntil } from '../engine/tracked-client.ts';
import { useCall } from '../engine/use-call.ts';
import { within } from '../state/clause.ts';
import { go, usePlace } from '../state/place.ts';
import { IconButton } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';
import { FilterMenu } from './filter-menu.tsx';
import { AnyOf, Trouble } from './trouble.tsx';
import { useEditor } from './use-editor.ts';
import { useFilters } from './use-filters.ts';

const TYPING_MS = 250;
const TROUBLE_ID = 'filter-trouble';

/** handle: focused by the key "/". onBad: hears whether what is typed does not parse, so that what is shown is of the filter before. */
export function FilterBar({ handle, onBad }: { handle: Ref<{ focus(): void }>; onBad: (bad: boolean) => void }) {
  const text = useText().logs.filter;
  const { filter: applied, around } = usePlace();
  const [given, setGiven] = useState({ text: applied });
  const [draft, setDraft] = useState(applied);
  const [asked, setAsked] = useState(applied);
  const [focused, setFocused] = useState(false);
  const [completing, setCompleting] = useState(false);
  const [menu, setMenu] = useState<'saved' | 'recent'>();
  const last = useRef(applied);
  /** applied by Enter before it was known to parse */
  const entered = useRef<string>(undefined);
  const check = useCall('filter.check', { filter: asked });
  const answer = check.stale || asked !== draft ? undefined : check.data;
  // While completions are shown, what is missing is being offered.
  const bad = answer && !answer.ok && !completing ? answer : undefined;
  const filters = useFilters();

  // A filter that came from elsewhere (a chip, a field's value, "back") replaces what is typed.
  if (last.current !== applied) {
    last.current = applied;
    if (applied !== draft) {
      setDraft(applied);
      setGiven({ text: applied });
    }
    if (applied !== asked) setAsked(applied);
  }

  useEffect(() => {
    if (draft === asked) return;
    const busy = busyUntil();
    const timer = setTimeout(() => setAsked(draft), TYPING_MS);
    return () => {
      clearTimeout(timer);
      busy.end();
    };
  }, [draft, asked]);

  useEffect(() => {
    if (!answer?.ok || asked === last.current) return;
    last.current = asked;
    go({ filter: asked });
  }, [answer, asked]);

  // What is on its way while one types is not worth remembering: what is applied by Enter, by leaving the bar or elsewhere is.
  // The filter of surroundings was typed by nobody.
  const { used } = filters;
  useEffect(() => {
    if (!focused && !around) used(applied);
  }, [focused, used, applied, around]);
  useEffect(() => {
    if (!answer?.ok || entered.current !== asked) return;
    entered.current = undefined;
    used(asked);
  }, [answer, asked, used]);

  const { host, editor } = useEditor({
    given,
    bad: bad && { from: bad.position ?? draft.length, to: bad.end ?? draft.length },
    describedBy: bad ? TROUBLE_ID : undefined,
    listener: {
      changed: setDraft,
      completing: setCompleting,
      apply() {
        setAsked(draft);
        if (answer?.ok) used(draft);
        else entered.current = draft;
      },
      recall: () => setMenu('recent'),
      focused: setFocused,
    },
  });
  useImperativeHandle(handle, () => ({ focus: () => editor.current?.focus() }), [editor]);

  const replace = (filter: string) => {
    setDraft(filter);
    setGiven({ text: filter });
    setAsked(filter);
    editor.current?.focus();
  };
  const before = bad !== undefined && asked !== applied;
  useEffect(() => onBad(before), [before, onBad]);

  return (
    <div className={`filter ${focused ? 'focused' : ''} ${bad ? 'bad' : ''}`}>
      <div className="filter-field" ref={host} />
      <div className="filter-acts">
        {draft === '' ? (
          <kbd className="filter-key" title={text.focusKey}>
            /
          </kbd>
        ) : (
          <>
            <IconButton
              className="small"
              label={text.within}
              isDisabled={bad !== undefined}
              onPress={() => replace(within(draft))}
            >
              <ListFilterPlus size={14} />
            </IconButton>
            <IconButton className="small" label={text.clear} onPress={() => replace('')}>
              <X size={14} />
            </IconButton>
          </>
        )}
        <FilterMenu
          filters={filters}
          present={bad ? '' : draft.trim()}
          open={menu}
          setOpen={setMenu}
          choose={(filter) => {
            used(filter);
            replace(filter);
          }}
        />
      </div>
      {bad ? <Trouble id={TROUBLE_ID} check={bad} draft={draft} before={before} replace={replace} /> : null}
      {answer?.ok && answer.suggestion !== undefined && !completing ? (
        <AnyOf suggestion={answer.suggestion} replace={replace} />
      ) : null}
    </div>
  );
}
