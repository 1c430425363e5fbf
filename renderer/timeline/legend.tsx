// What the bars' layers are: each with its colour, how many records it has, and a filter for it behind a click.
import { memo } from 'react';
import { Button } from 'react-aria-components';
import { addClause, clause, hasClause } from '../state/clause.ts';
import { go, place } from '../state/place.ts';
import { useFormat, useText } from '../ui/text.ts';
import { type Layer, layerKey, listed } from './layers.ts';

/** `field`: what the layers are values of. `onPoint`: the key of the layer that is pointed at; undefined: none is. */
export const Legend = memo(function Legend({
  layers,
  field,
  isPartial,
  onPoint,
}: {
  layers: readonly Layer[];
  field: string;
  isPartial: boolean;
  onPoint: (key: string | undefined) => void;
}) {
  const text = useText().timeline;
  const format = useFormat();
  const nameOf = useLayerName(field);
  return (
    <ul className={`legend ${isPartial ? 'counting' : ''}`} aria-label={text.legend}>
      {listed(layers).map((layer) => {
        const key = layerKey(layer);
        const { className, total } = layer;
        const name = nameOf(layer);
        const filter = filterOf(layer, field);
        const count = format.number(total);
        return (
          <li key={key}>
            <Button
              className="legend-item"
              isDisabled={filter === undefined}
              aria-label={filter === undefined ? text.layer(name, count) : text.filterLayer(name, count)}
              onPress={() => filter !== undefined && go({ filter: addClause(place.get().filter, filter) }, true)}
              onHoverStart={() => onPoint(key)}
              onHoverEnd={() => onPoint(undefined)}
              onFocus={() => onPoint(key)}
              onBlur={() => onPoint(undefined)}
            >
              <i className={`swatch ${className}`} />
              <span className="cut" title={name}>
                {name}
              </span>
              <span className="legend-count" title={count}>
                {format.short(total)}
              </span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
});

/** As a person reads it. */
export function useLayerName(field: string): (layer: Layer) => string {
  const { timeline, logs } = useText();
  return ({ kind, value }) => {
    if (kind === 'other') return timeline.other;
    if (kind === 'missing') return timeline.missing(field);
    if (kind === 'waiting') return timeline.waiting;
    return value === '' ? logs.fields.emptyValue : value;
  };
}

/** The records of a layer; undefined: no short filter says it. */
function filterOf({ kind, value }: Layer, field: string): string | undefined {
  if (kind === 'other' || kind === 'waiting') return undefined;
  return kind === 'missing' ? hasClause(field, true) : clause(field, value);
}
