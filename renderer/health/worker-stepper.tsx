import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { IconButton } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';

const MOST = 64;

/** One worker more or fewer, at once. `count`: those that are wanted now. */
export function WorkerStepper({ count, onError }: { count: number; onError: (error: ErrorData | undefined) => void }) {
  const engine = useEngine();
  const text = useText();
  const words = text.health.consumers;
  /** what was asked for and is not counted yet, so that two quick presses are two workers */
  const [asked, setAsked] = useState<{ workers: number; from: number }>();
  const wanted = asked && asked.from === count ? asked.workers : count;
  const ask = async (workers: number) => {
    setAsked({ workers, from: count });
    try {
      await engine.call('session.workers', { workers });
      onError(undefined);
    } catch (error) {
      setAsked(undefined);
      onError(visibleError(error));
    }
  };
  return (
    <fieldset className="stepper" aria-label={words.workersGroup}>
      <IconButton
        label={words.fewerWorkers}
        className="small"
        isDisabled={wanted <= 1}
        onPress={() => void ask(wanted - 1)}
      >
        <Minus size={14} aria-hidden />
      </IconButton>
      <IconButton
        label={words.moreWorkers}
        className="small"
        isDisabled={wanted >= MOST}
        onPress={() => void ask(wanted + 1)}
      >
        <Plus size={14} aria-hidden />
      </IconButton>
    </fieldset>
  );
}
