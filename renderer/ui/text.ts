// The messages and formats of the language and time zone that are chosen.
import { useMemo } from 'react';
import { useLanguage, useSettings } from '../state/settings.ts';
import { createFormat, type Format } from './format.ts';
import { en } from './messages/en.ts';
import { ko } from './messages/ko.ts';
import type { Messages } from './messages/types.ts';

export type Text = Messages<typeof en>;

export function useText(): Text {
  return useLanguage() === 'ko' ? ko : en;
}

/** Numbers, bytes, times: everywhere through this, so that one choice of language and zone holds everywhere. */
export function useFormat(): Format {
  const language = useLanguage();
  const { zone } = useSettings();
  return useMemo(() => createFormat(language, zone), [language, zone]);
}
