import { Columns3, Minus, Plus } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { RecordDetail } from '../../main/contract/records.ts';
import { addClause, clause } from '../state/clause.ts';
import { columnOf } from '../state/column.ts';
import { toggleColumn } from '../state/columns.ts';
import { go, place } from '../state/place.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { Highlighted } from './highlighted.tsx';
import { RawValue } from './raw-value.tsx';

/** Fields of a structured value, else the value; then key and headers. Each can be asked for or excluded. */
export function DetailFields({ record, words }: { record: RecordDetail; words: readonly string[] }) {
  const text = useText().logs.detail;
  const format = useFormat();
  // A header's name may come more than once.
  const headers = record.headers.map((header, place) => ({ ...header, place }));
  return (
    <>
      {record.fields.length > 0 ? (
        <dl className="pairs-table">
          {record.fields.map(({ path, value, type }) => (
            <Pair key={path} name={path} field={path} value={value} type={type} words={words} level={record.level} />
          ))}
        </dl>
      ) : (
        <RawValue record={record} />
      )}
      <h4 className="detail-title">{text.key}</h4>
      {record.recordKey === null && record.recordKeyBase64 === undefined ? (
        <p className="detail-none">{text.noKey}</p>
      ) : (
        <dl className="pairs-table">
          <Pair name="_key" field="_key" value={record.recordKey ?? record.recordKeyBase64 ?? ''} words={words} />
        </dl>
      )}
      <h4 className="detail-title">
        {text.headers} <span className="number">{format.number(record.headers.length)}</span>
      </h4>
      {record.headers.length > 0 ? (
        <dl className="pairs-table">
          {headers.map(({ name, value, base64, place }) => (
            <Pair
              key={place}
              name={name}
              field={base64 || value === null ? undefined : `header.${name}`}
              value={value ?? text.nullHeader}
              note={base64 ? 'base64' : undefined}
              words={words}
            />
          ))}
        </dl>
      ) : null}
      <p className="detail-size number">{text.size(format.bytes(record.valueBytes))}</p>
    </>
  );
}

function Pair({
  name,
  field,
  value,
  type,
  note,
  words,
  level,
}: {
  name: string;
  /** undefined: cannot be filtered by */
  field: string | undefined;
  value: string;
  type?: RecordDetail['fields'][number]['type'];
  note?: string;
  words: readonly string[];
  level?: string;
}) {
  const text = useText().logs.fields;
  const { columns } = useText().records;
  const filter = (not: boolean) => {
    if (field !== undefined) go({ filter: addClause(place.get().filter, clause(field, value, not)) }, true);
  };
  const shown = type === 'string' && value === '' ? '""' : value;
  return (
    <div className="pair">
      <dt title={name}>{name}</dt>
      <dd className={`value-${type ?? 'string'} ${name === 'level' && level ? `level-${level}` : ''}`}>
        <Highlighted text={shown} words={words} />
        {note === undefined ? null : <span className="value-note"> {note}</span>}
      </dd>
      <div className="pair-acts">
        {field === undefined ? null : (
          <>
            <Button className="value-act" aria-label={text.filterFor(name, value)} onPress={() => filter(false)}>
              <Plus size={12} aria-hidden />
            </Button>
            <Button className="value-act" aria-label={text.exclude(name, value)} onPress={() => filter(true)}>
              <Minus size={12} aria-hidden />
            </Button>
            <Button
              className="value-act"
              aria-label={columns.toggle(field)}
              onPress={() => toggleColumn(columnOf(field))}
            >
              <Columns3 size={11} aria-hidden />
            </Button>
          </>
        )}
        <CopyButton text={() => value} />
      </div>
    </div>
  );
}
