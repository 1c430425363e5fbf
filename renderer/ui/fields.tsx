// Labelled inputs: each with its label, an optional hint, and an error that says what to do.
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  Select as AriaSelect,
  TextField as AriaTextField,
  type CheckboxProps,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  SelectValue,
  Text,
  TextArea,
  type TextFieldProps,
} from 'react-aria-components';

/** One line, or several with `rows`. `error` marks it invalid. */
export function TextField({
  label,
  hint,
  error,
  placeholder,
  rows,
  record = false,
  className = '',
  ...rest
}: Omit<TextFieldProps, 'className' | 'children'> & {
  label: string;
  hint?: ReactNode;
  error?: string;
  placeholder?: string;
  rows?: number;
  /** in the font of records */
  record?: boolean;
  className?: string;
}) {
  const inputClass = `input ${record ? 'record' : ''}`;
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={`field ${className}`}>
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className={inputClass} placeholder={placeholder} spellCheck={false} autoComplete="off" />
      ) : (
        <TextArea className={inputClass} placeholder={placeholder} rows={rows} spellCheck={false} />
      )}
      {error === undefined && hint !== undefined ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

export type Choice<T extends string> = { value: T; label: string };

/** A list to choose one from, closed until it is pressed. */
export function Select<T extends string>({
  label,
  hideLabel = false,
  value,
  choices,
  onChange,
  isDisabled,
  className = '',
}: {
  label: string;
  hideLabel?: boolean;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  isDisabled?: boolean;
  className?: string;
}) {
  return (
    <AriaSelect
      className={`field ${className}`}
      isDisabled={isDisabled}
      aria-label={hideLabel ? label : undefined}
      value={value}
      onChange={(key) => {
        const found = choices.find((choice) => choice.value === key);
        if (found) onChange(found.value);
      }}
    >
      {hideLabel ? null : <Label>{label}</Label>}
      <AriaButton className="button select">
        <SelectValue className="cut">{choices.find((choice) => choice.value === value)?.label}</SelectValue>
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <Popover className="popover" offset={4}>
        <ListBox className="menu" items={choices.map((choice) => ({ ...choice, id: choice.value }))}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className="menu-item">
              {({ isSelected }) => (
                <>
                  <span className="menu-check">{isSelected ? <Check size={14} aria-hidden /> : null}</span>
                  {choice.label}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** Two to four choices side by side, all of them seen. */
export function Segmented<T extends string>({
  label,
  hideLabel = false,
  value,
  choices,
  onChange,
}: {
  label: string;
  hideLabel?: boolean;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  return (
    <RadioGroup
      className="field"
      orientation="horizontal"
      aria-label={hideLabel ? label : undefined}
      value={value}
      onChange={(key) => {
        const found = choices.find((choice) => choice.value === key);
        if (found) onChange(found.value);
      }}
    >
      {hideLabel ? null : <Label>{label}</Label>}
      <div className="segmented">
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className="segment">
            {choice.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

export function Checkbox({
  children,
  className = '',
  ...rest
}: Omit<CheckboxProps, 'children' | 'className'> & { children?: ReactNode; className?: string }) {
  return (
    <AriaCheckbox {...rest} className={`checkbox ${className}`}>
      <span className="checkbox-box" aria-hidden>
        <Check size={12} strokeWidth={3} />
      </span>
      {children}
    </AriaCheckbox>
  );
}
