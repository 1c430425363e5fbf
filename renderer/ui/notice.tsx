// The designed states: empty, loading, failed. Each says what is going on and offers the next step.
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import { Button } from './button.tsx';
import { useText, useTold } from './text.ts';

type Tone = 'info' | 'warn' | 'error';
const ICONS = { info: Info, warn: TriangleAlert, error: CircleAlert };

/** Fills its place: an empty list, a view that cannot be shown. `action` is a button or two. */
export function Empty({
  title,
  children,
  action,
  icon,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon === undefined ? null : <div className="empty-icon">{icon}</div>}
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {action === undefined ? null : <div className="empty-action">{action}</div>}
    </div>
  );
}

/** A line above or within something: a trouble that does not stop the rest. */
export function Notice({
  tone,
  title,
  children,
  action,
}: {
  tone: Tone;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      <div className="notice-text">
        {title === undefined ? null : <strong>{title} </strong>}
        {children}
      </div>
      {action}
    </div>
  );
}

/** A failed request, with a way to ask again. */
export function Failed({ error, again }: { error: ErrorData; again?: () => void }) {
  const text = useText();
  const told = useTold();
  return (
    <Notice tone="error" action={again === undefined ? undefined : <Button onPress={again}>{text.shell.retry}</Button>}>
      {told(error)}
    </Notice>
  );
}

/** OK, Warning, Error: a word on its colour. */
export function Badge({ tone, children }: { tone: 'ok' | 'warn' | 'error' | 'info'; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** share: 0 to 1; undefined: under way, nobody knows how far. */
export function Progress({ share, label }: { share: number | undefined; label: string }) {
  return (
    <div
      className={`progress ${share === undefined ? 'unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
    >
      <div style={share === undefined ? undefined : { width: `${share * 100}%` }} />
    </div>
  );
}
