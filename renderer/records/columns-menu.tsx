import { Columns3 } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { COLUMNS, changeSettings, useSettings } from '../state/settings.ts';
import { IconButton } from '../ui/button.tsx';
import { Checkbox } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';

export function ColumnsMenu() {
  const text = useText().logs.columns;
  const { columns } = useSettings();
  return (
    <DialogTrigger>
      <IconButton className="small" label={text.choose}>
        <Columns3 size={13} />
      </IconButton>
      <Popover className="popover" placement="bottom end">
        <Dialog className="columns-card" aria-label={text.choose}>
          {COLUMNS.map((column) => (
            <Checkbox
              key={column}
              isSelected={columns.includes(column)}
              // In the order of COLUMNS, whatever the order of the clicks.
              onChange={(on) =>
                changeSettings({ columns: COLUMNS.filter((one) => (one === column ? on : columns.includes(one))) })
              }
            >
              {text[column]}
            </Checkbox>
          ))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
