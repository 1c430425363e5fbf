// Which time orders the records: chosen at the head of the column that shows it.
import { Check, ChevronDown } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { CLOCKS } from '../../main/contract/units.ts';
import { go, usePlace } from '../state/place.ts';
import { useText } from '../ui/text.ts';

export function ClockMenu() {
  const text = useText().clock;
  const { clock: chosen } = usePlace();
  return (
    <MenuTrigger>
      <Button className="head-clock" aria-label={text.choose}>
        <ChevronDown size={11} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu
          className="menu clock-menu"
          aria-label={text.choose}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
        >
          {CLOCKS.map((clock) => (
            <MenuItem
              key={clock}
              id={clock}
              className="menu-item"
              textValue={text.kinds[clock]}
              onAction={() => go({ clock }, true)}
            >
              <span className="menu-check">{clock === chosen ? <Check size={14} aria-hidden /> : null}</span>
              <span className="clock-choice">
                <span>{text.kinds[clock]}</span>
                <span className="clock-hint">{text.hints[clock]}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
