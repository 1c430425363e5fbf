// What is said below the bar: why a filter does not parse, and what may be meant instead.
import { CircleAlert, Lightbulb } from 'lucide-react';
import type { FilterCheck } from '../../main/contract/records.ts';
import { phrase } from '../state/clause.ts';
import { useLanguage } from '../state/settings.ts';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';

export function Trouble({
  id,
  check,
  draft,
  before,
  replace,
}: {
  id: string;
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
    <div className="filter-trouble" id={id} role="alert">
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

/** For "status:400 401", which is any-of in KQL and all-of here. */
export function AnyOf({ suggestion, replace }: { suggestion: string; replace: (filter: string) => void }) {
  const text = useText().logs.filter;
  return (
    <div className="filter-trouble hint" role="status">
      <Lightbulb size={15} aria-hidden />
      <span className="grow">{text.suggestion}</span>
      <Button className="small record" onPress={() => replace(suggestion)}>
        {suggestion}
      </Button>
    </div>
  );
}
