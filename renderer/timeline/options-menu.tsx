import { SlidersHorizontal } from 'lucide-react';
import { memo } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { COMPARISONS } from '../state/drawing.ts';
import { changeDrawing, setLog, useDrawing } from '../state/drawn.ts';
import { changeSettings, LANES, useSettings } from '../state/settings.ts';
import { Hint } from '../ui/button.tsx';
import { Checkbox, Segmented } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';
import { FigureChooser } from './figure-chooser.tsx';

/** How the timeline is drawn. */
export const OptionsMenu = memo(function OptionsMenu() {
  const text = useText().timeline.options;
  const { log, rows, compare } = useDrawing();
  const { hiddenLanes } = useSettings();
  return (
    <DialogTrigger>
      <Hint text={text.title}>
        <Button className="split-button options-button" aria-label={text.title}>
          <SlidersHorizontal size={12} aria-hidden />
        </Button>
      </Hint>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Dialog className="options-cards" aria-label={text.title}>
          <div className="options-card">
            <Checkbox isSelected={log} onChange={setLog}>
              {text.log}
            </Checkbox>
            <Checkbox isSelected={rows} onChange={(inRows) => changeDrawing({ rows: inRows })}>
              {text.rows}
            </Checkbox>
            <Segmented
              label={text.compare}
              value={compare ?? 'none'}
              choices={['none' as const, ...COMPARISONS].map((value) => ({ value, label: text.comparisons[value] }))}
              onChange={(value) => changeDrawing({ compare: value === 'none' ? null : value })}
            />
            <fieldset className="options-group">
              <legend>{text.shown}</legend>
              {LANES.map((lane) => (
                <Checkbox
                  key={lane}
                  isSelected={!hiddenLanes.includes(lane)}
                  onChange={(shown) =>
                    changeSettings({
                      hiddenLanes: LANES.filter((one) => (one === lane ? !shown : hiddenLanes.includes(one))),
                    })
                  }
                >
                  {text.lanes[lane]}
                </Checkbox>
              ))}
            </fieldset>
          </div>
          <div className="options-card">
            <FigureChooser />
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
});
