import { Keyboard, Settings as SettingsIcon } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { openDialog } from './state/dialog.ts';
import { changeSettings, type Settings, useSettings } from './state/settings.ts';
import { IconButton, Button as WordButton } from './ui/button.tsx';
import { type Choice, Segmented } from './ui/fields.tsx';
import { useFormat, useText } from './ui/text.ts';
import { ZoneChoice } from './zone-choice.tsx';

/** The one time zone of everything; a pill, so that nobody reads a time in the wrong one. */
export function ZoneMenu() {
  const text = useText();
  const format = useFormat();
  return (
    <DialogTrigger>
      <Button className="pill zone" aria-label={`${text.shell.zoneLabel}: ${format.zoneName(Date.now() * 1000)}`}>
        {format.zoneName(Date.now() * 1000)}
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="settings-card" aria-label={text.shell.zoneLabel}>
          <ZoneChoice />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export function SettingsMenu() {
  const text = useText();
  const settings = useSettings();
  const themes: Choice<Settings['theme']>[] = [
    { value: 'system', label: text.shell.themeSystem },
    { value: 'light', label: text.shell.themeLight },
    { value: 'dark', label: text.shell.themeDark },
  ];
  // A language is named in itself: whoever cannot read the page's finds their own.
  const languages: Choice<Settings['language']>[] = [
    { value: 'system', label: text.shell.languageSystem },
    { value: 'en', label: 'English' },
    { value: 'ko', label: '한국어' },
  ];
  return (
    <DialogTrigger>
      <IconButton label={text.shell.settings}>
        <SettingsIcon size={16} />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="settings-card" aria-label={text.shell.settings}>
          {({ close }) => (
            <>
              <Segmented
                label={text.shell.theme}
                value={settings.theme}
                choices={themes}
                onChange={(theme) => changeSettings({ theme })}
              />
              <Segmented
                label={text.shell.language}
                value={settings.language}
                choices={languages}
                onChange={(language) => changeSettings({ language })}
              />
              <ZoneChoice />
              <WordButton
                kind="quiet"
                onPress={() => {
                  close();
                  openDialog({ kind: 'keys' });
                }}
              >
                <Keyboard size={15} aria-hidden />
                {text.shell.keys}
              </WordButton>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
