/** Of every table of health, as in health.css and groups.css. */
export const ROW_PIXELS = 30;

/** Stands for rows that are not drawn. */
export function Spacer({ rows }: { rows: number }) {
  return rows === 0 ? null : (
    <tr aria-hidden className="spacer">
      <td style={{ height: rows * ROW_PIXELS }} />
    </tr>
  );
}
