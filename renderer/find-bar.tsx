// Words in the results, apart from the filter: from match to match, with nothing left out in between.
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { busyUntil } from './engine/tracked-client.ts';
import { closeFind, find, useFind } from './state/find.ts';
import { IconButton } from './ui/button.tsx';
import { useFormat, useText } from './ui/text.ts';
import type { Matches } from './use-matches.ts';

const TYPING_MS = 250;
const MOST_CHARS = 500;

export function FindBar({ matches, onClose }: { matches: Matches; onClose: () => void }) {
  const text = useText().logs.find;
  const { text: asked, asked: focus } = useFind();
  const [typed, setTyped] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  // Each time that it is asked for.
  useEffect(() => {
    if (focus > 0) input.current?.select();
  }, [focus]);

  const { go } = matches;
  useEffect(() => {
    if (typed === asked) return;
    const busy = busyUntil();
    const timer = setTimeout(() => {
      find.set((old) => ({ ...old, text: typed }));
      if (typed !== '') go(true, true);
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      busy.end();
    };
  }, [typed, asked, go]);

  const close = () => {
    closeFind();
    onClose();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key !== 'Enter' || typed === '') return;
    else if (typed === asked) go(!event.shiftKey);
    else find.set((old) => ({ ...old, text: typed }));
    event.preventDefault();
    event.stopPropagation();
  };
  const disabled = asked === '';
  return (
    <search className="find">
      <Search size={14} aria-hidden />
      <input
        ref={input}
        className="find-input"
        type="text"
        value={typed}
        maxLength={MOST_CHARS}
        placeholder={text.placeholder}
        aria-label={text.label}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={keys}
      />
      <IconButton className="small" label={text.previous} isDisabled={disabled} onPress={() => go(false)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton className="small" label={text.next} isDisabled={disabled} onPress={() => go(true)}>
        <ChevronDown size={14} />
      </IconButton>
      <span className="find-count number" role="status">
        {asked === '' ? null : <Count matches={matches} />}
      </span>
      <span className="grow" />
      <IconButton className="small" label={text.close} onPress={close}>
        <X size={14} />
      </IconButton>
    </search>
  );
}

function Count({ matches: { total, rank } }: { matches: Matches }) {
  const text = useText().logs.find;
  const format = useFormat();
  if (total === undefined) return text.counting;
  if (total === 0) return <span className="find-none">{text.none}</span>;
  return rank === undefined ? text.all(format.number(total)) : text.of(format.number(rank), format.number(total));
}
