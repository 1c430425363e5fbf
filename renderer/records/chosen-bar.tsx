import { X } from 'lucide-react';
import type { ExportFormat } from '../../main/contract/export.ts';
import type { Chosen } from '../state/chosen.ts';
import { chosen as store } from '../state/chosen.ts';
import { sizeOf } from '../state/ranges.ts';
import { Button, Hint, IconButton } from '../ui/button.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** How many records are chosen, and what can be done with them. */
export function ChosenBar({
  chosen,
  copying,
  onCopy,
}: {
  chosen: Chosen | null;
  copying: number | undefined;
  onCopy: (format: ExportFormat) => void;
}) {
  const text = useText().records.chosen;
  const format = useFormat();
  if (!chosen) return null;
  const formats: { as: ExportFormat; label: string; hint: string }[] = [
    { as: 'text', label: text.text, hint: text.textHint },
    { as: 'ndjson', label: text.ndjson, hint: text.ndjsonHint },
    { as: 'csv', label: text.csv, hint: text.csvHint },
  ];
  return (
    <fieldset className="chosen-bar" aria-label={text.bar}>
      <strong className="number" role="status">
        {text.count(format.number(sizeOf(chosen.ranges)))}
      </strong>
      <span className="chosen-copy">
        {copying === undefined ? text.copy : text.copying(format.number(copying))}
        {formats.map(({ as, label, hint }) => (
          <Hint key={as} text={hint}>
            <Button className="small" isDisabled={copying !== undefined} onPress={() => onCopy(as)}>
              {label}
            </Button>
          </Hint>
        ))}
      </span>
      <IconButton className="small" label={text.none} onPress={() => store.set(null)}>
        <X size={14} />
      </IconButton>
    </fieldset>
  );
}
