import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';

type Kind = 'plain' | 'primary' | 'quiet' | 'danger';

/** A button with words. quiet: without an edge, for rows and bars. */
export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: Omit<ButtonProps, 'className'> & { kind?: Kind; className?: string }) {
  return <AriaButton {...rest} className={`button ${kind} ${className}`} />;
}

/** A button with a picture alone: `label` names it, for screen readers and in a tooltip. */
export function IconButton({
  label,
  children,
  className = '',
  ...rest
}: Omit<ButtonProps, 'className' | 'children'> & { label: string; className?: string; children: ReactNode }) {
  return (
    <Hint text={label}>
      <AriaButton {...rest} aria-label={label} className={`button quiet icon ${className}`}>
        {children}
      </AriaButton>
    </Hint>
  );
}

/** A tooltip for what can be focused; says nothing that cannot be had otherwise. */
export function Hint({ text, children }: { text: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      {children}
      <Tooltip className="tooltip" offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
