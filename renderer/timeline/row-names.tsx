import { useFormat, useText } from '../ui/text.ts';
import type { Band } from './bands.ts';
import { layerKey } from './layers.ts';
import { useLayerName } from './legend.tsx';

/** What each row is, over its beginning, and how many records its highest bar has. */
export function RowNames({ bands, field }: { bands: readonly Band[]; field: string }) {
  const text = useText().timeline;
  const format = useFormat();
  const nameOf = useLayerName(field);
  return bands.map(({ top, most, shapes: [shape] }) => {
    if (!shape) return null;
    const name = nameOf(shape.layer);
    const said = text.row(name, format.number(shape.layer.total), format.number(most));
    return (
      <div key={layerKey(shape.layer)} className="row-name" style={{ top: top - 1 }} title={said}>
        <span className="cut">{name}</span>
        <span className="row-most">{format.short(most)}</span>
      </div>
    );
  });
}
