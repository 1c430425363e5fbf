import { useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { useSize } from '../ui/use-size.ts';
import { hexLines } from './bytes.ts';

const FIRST_LINES = 256;
const MORE_LINES = 2048;
/** pixels that a line of 16 bytes needs: 76 characters of the record font at its smallest size, and a little */
const WIDE = 512;

/** The value's bytes. A megabyte is 65,536 lines: they are shown as they are asked for. */
export function DetailHex({ bytes }: { bytes: Uint8Array }) {
  const text = useText().logs.detail;
  const format = useFormat();
  const [lines, setLines] = useState(FIRST_LINES);
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box).width >= WIDE ? 16 : 8;
  const all = Math.ceil(bytes.length / width);
  if (bytes.length === 0) return <p className="detail-none">{text.emptyValue}</p>;
  return (
    <div ref={box}>
      <pre className="hex">
        {hexLines(bytes, 0, lines, width)
          .map(({ at, hex, text: chars }) => `${at}  ${hex}  ${chars}`)
          .join('\n')}
      </pre>
      {lines < all ? (
        <Button className="small" onPress={() => setLines(lines + MORE_LINES)}>
          {text.moreLines(format.number(all - lines))}
        </Button>
      ) : null}
    </div>
  );
}
