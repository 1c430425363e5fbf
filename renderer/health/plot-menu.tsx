// The way from what is looked at to its plot under the logs' timeline: one figure of it after the other.
import { ChartLine } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { FIGURES_OF, type FigureSubject } from '../../main/contract/figures.ts';
import { showFigure } from '../state/drawn.ts';
import { writeLane } from '../state/figure-lane.ts';
import { go } from '../state/place.ts';
import { Hint } from '../ui/button.tsx';
import { subjectText } from '../ui/figure-words.ts';
import { useText } from '../ui/text.ts';

/** isSmall: an icon alone, for a row of a table */
export function PlotMenu({ of, isSmall = false }: { of: FigureSubject; isSmall?: boolean }) {
  const text = useText();
  const words = text.figures;
  const name = words.plotOf(subjectText(of, text));
  const button = (
    <Button className={isSmall ? 'plot-button' : 'button small'} aria-label={name}>
      <ChartLine size={isSmall ? 13 : 14} aria-hidden />
      {isSmall ? null : words.plot}
    </Button>
  );
  return (
    <MenuTrigger>
      {isSmall ? <Hint text={words.plot}>{button}</Hint> : button}
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={name}>
          {FIGURES_OF[of.of].map((figure) => (
            <MenuItem
              key={figure}
              id={figure}
              className="menu-item"
              textValue={words.names[figure]}
              onAction={() => {
                showFigure(writeLane({ figure, of }));
                go({ screen: 'logs' }, true);
              }}
            >
              <span className="figure-title">{words.names[figure]}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
