// The messages and formats of the language and time zone that are chosen.
import { useCallback } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Told } from '../../main/contract/told.ts';
import { useLanguage, useSettings } from '../state/settings.ts';
import { createFormat, type Format } from './format.ts';
import { en, type Text } from './messages/en.ts';
import { ko } from './messages/ko.ts';
import { toldText } from './told.ts';

export type { Text };

export function useText(): Text {
  return useLanguage() === 'ko' ? ko : en;
}

/** One for all who use it: making the formats of a language was a quarter of what a row of a table cost. */
let latest: Format | undefined;

/** Numbers, bytes, times: everywhere through this, so that one choice of language and zone holds everywhere. */
export function useFormat(): Format {
  const language = useLanguage();
  const { zone } = useSettings();
  if (latest?.language !== language || latest.zone !== zone) latest = createFormat(language, zone);
  return latest;
}

/** What the engine says, in words. */
export function useTold(): (told: Told | ErrorData) => string {
  const text = useText();
  const format = useFormat();
  return useCallback((told) => toldText(told, text, format), [text, format]);
}
