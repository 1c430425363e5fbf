// The messages and formats of the language and time zone that are chosen.
import { useCallback, useMemo } from 'react';
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

/** Numbers, bytes, times: everywhere through this, so that one choice of language and zone holds everywhere. */
export function useFormat(): Format {
  const language = useLanguage();
  const { zone } = useSettings();
  return useMemo(() => createFormat(language, zone), [language, zone]);
}

/** What the engine says, in words. */
export function useTold(): (told: Told | ErrorData) => string {
  const text = useText();
  const format = useFormat();
  return useCallback((told) => toldText(told, text, format), [text, format]);
}
