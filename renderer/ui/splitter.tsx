import { changeSettings, DETAIL_WIDTH, useSettings } from '../state/settings.ts';
import { Edge } from './edge.tsx';

const STEP = 20;

/** Between the records and the detail on the right. */
export function Splitter({ label }: { label: string }) {
  const { detailWidth } = useSettings();
  return (
    <Edge
      className="splitter"
      label={label}
      width={detailWidth}
      limits={DETAIL_WIDTH}
      step={STEP}
      of="right"
      set={(width) => changeSettings({ detailWidth: width })}
    />
  );
}
