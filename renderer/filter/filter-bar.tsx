import { CircleAlert, Lightbulb, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { FilterCheck } from '../../main/contract/records.ts';
import { busyUntil } from '../engine/tracked-client.ts';
import { useCall } from '../engine/use-call.ts';
import { phrase } from '../state/clause.ts';
import { go, usePlace } from '../state/place.ts';
import { useLanguage } from '../state/settings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';
import { FilterText } from './filter-text.tsx';

const TYPING_MS = 250;
const MOST_CHARS = 10_000;

/** input: focused by the key "/". onBad: hears whether what is typed does not parse, so that what is shown is of the filter before. */
export function FilterBar({
  input,
  onBad,
}: {
  input: RefObject<HTMLInputElement | null>;
  onBad: (bad: boolean) => void;
}) {
  const text = useText().logs.filter;
  const applied = usePlace().filter;
  const [draft, setDraft] = useState(applied);
  const [asked, setAsked] = useState(applied);
  const [focused, setFocused] = useState(false);
  const [scroll, setScroll] = useState(0);
  const last = useRef(applied);
  const check = useCall('filter.check', { filter: asked });
  const answer = check.stale || asked !== draft ? undefined : check.data;

  // A filter that came from elsewhere (a chip, a field's value, "back") replaces what is typed.
  if (last.current !== applied) {
    last.current = applied;
    if (applied !== draft) setDraft(applied);
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

  const replace = (filter: string) => {
    setDraft(filter);
    setAsked(filter);
    input.current?.focus();
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') setAsked(draft);
    else if (event.key === 'Escape') {
      event.preventDefault();
      event.currentTarget.blur();
    } else return;
    event.stopPropagation();
  };
  const bad = answer && !answer.ok ? answer : undefined;
  const before = bad !== undefined && asked !== applied;
  useEffect(() => onBad(before), [before, onBad]);

  return (
    <div className={`filter ${focused ? 'focused' : ''} ${bad ? 'bad' : ''}`}>
      <div className="filter-field">
        <FilterText text={draft} scroll={scroll} bad={bad && { from: bad.position ?? draft.length, to: bad.end }} />
        <input
          ref={input}
          className="filter-input"
          type="text"
          value={draft}
          maxLength={MOST_CHARS}
          placeholder={text.placeholder}
          aria-label={text.label}
          aria-invalid={bad !== undefined}
          aria-describedby={bad ? 'filter-trouble' : undefined}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setDraft(event.target.value)}
          onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
          onKeyDown={keys}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
      </div>
      {draft === '' ? (
        <kbd className="filter-key" title={text.focusKey}>
          /
        </kbd>
      ) : (
        <IconButton className="small" label={text.clear} onPress={() => replace('')}>
          <X size={14} />
        </IconButton>
      )}
      {bad ? <Trouble check={bad} draft={draft} before={before} replace={replace} /> : null}
      {answer?.ok && answer.suggestion !== undefined ? (
        <div className="filter-trouble hint" role="status">
          <Lightbulb size={15} aria-hidden />
          <span className="grow">{text.suggestion}</span>
          <Button className="small record" onPress={() => replace(answer.suggestion ?? draft)}>
            {answer.suggestion}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Trouble({
  check,
  draft,
  before,
  replace,
}: {
  check: FilterCheck;
  draft: string;
  /** whether what is shown is of an earlier filter; otherwise nothing is shown */
  before: boolean;
  replace: (filter: string) => void;
}) {
  const text = useText().logs.filter;
  const language = useLanguage();
  const at = check.position ?? draft.length;
  return (
    <div className="filter-trouble" id="filter-trouble" role="alert">
      <CircleAlert size={15} aria-hidden />
      <div className="grow">
        {/* The engine's message is English and whole; in another language its place and what was expected come first. */}
        {language === 'en' ? null : (
          <div>
            <strong>{text.badAt(String(at + 1))}</strong>{' '}
            {check.expected && check.expected.length > 0 ? `${text.expected} ${check.expected.join(', ')}` : null}
          </div>
        )}
        <div className={language === 'en' ? undefined : 'filter-original'}>{check.message}</div>
        {before ? <div className="filter-original">{text.before}</div> : null}
      </div>
      <Button className="small" onPress={() => replace(phrase(draft.trim()))}>
        {text.asText}
      </Button>
    </div>
  );
}
