import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { hexLines } from './bytes.ts';

const FIRST_LINES = 256;
const MORE_LINES = 2048;

/** The value's bytes. A megabyte is 65,536 lines: they are shown as they are asked for. */
export function DetailHex({ bytes }: { bytes: Uint8Array }) {
  const text = useText().logs.detail;
  const format = useFormat();
  const [lines, setLines] = useState(FIRST_LINES);
  const all = Math.ceil(bytes.length / 16);
  if (bytes.length === 0) return <p className="detail-none">{text.emptyValue}</p>;
  return (
    <>
      <pre className="hex">
        {hexLines(bytes, 0, lines)
          .map(({ at, hex, text: chars }) => `${at}  ${hex}  ${chars}`)
          .join('\n')}
      </pre>
      {lines < all ? (
        <Button className="small" onPress={() => setLines(lines + MORE_LINES)}>
          {text.moreLines(format.number(all - lines))}
        </Button>
      ) : null}
    </>
  );
}
