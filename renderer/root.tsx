// The engine's connection: connecting, connected, lost. A lost one is sought again until it is back.
import { PlugZap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Client } from '../main/contract/methods.ts';
import { App } from './app.tsx';
import { connectEngine } from './connect-engine.ts';
import { EngineContext } from './engine/context.ts';
import { useLocation } from './state/selection.ts';
import { useLanguage, useSettings } from './state/settings.ts';
import { Button } from './ui/button.tsx';
import { Empty } from './ui/notice.tsx';
import { useText } from './ui/text.ts';

const RETRY_MS = 1000;

type Link = { client: Client | undefined; lost: string | undefined; never: boolean };

export function Root() {
  const [link, setLink] = useState<Link>({ client: undefined, lost: undefined, never: true });
  const [attempt, setAttempt] = useState(0);
  const { theme } = useSettings();
  const language = useLanguage();
  useLocation();

  useEffect(() => {
    let left = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let mine: Client | undefined;
    const seek = async () => {
      try {
        const client = await connectEngine();
        mine = client;
        if (left) return client.close();
        setLink({ client, lost: undefined, never: false });
        const reason = await client.closed;
        if (!left) setLink({ client: undefined, lost: reason, never: false });
      } catch (error) {
        if (!left) setLink((old) => ({ ...old, client: undefined, lost: old.lost ?? String(messageOf(error)) }));
      }
      if (!left) retry = setTimeout(() => setAttempt(attempt + 1), RETRY_MS);
    };
    void seek();
    return () => {
      left = true;
      clearTimeout(retry);
      mine?.close();
    };
  }, [attempt]);

  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.documentElement.lang = language;
  }, [theme, language]);

  return (
    <I18nProvider locale={language === 'ko' ? 'ko-KR' : 'en-US'}>
      {link.client ? (
        <EngineContext value={link.client}>
          <App />
        </EngineContext>
      ) : (
        <NoEngine link={link} retry={() => setAttempt((n) => n + 1)} />
      )}
    </I18nProvider>
  );
}

function NoEngine({ link, retry }: { link: Link; retry: () => void }) {
  const text = useText();
  if (link.lost === undefined) return <p className="connecting">{text.shell.engineConnecting}</p>;
  return (
    <Empty
      icon={<PlugZap size={32} strokeWidth={1.5} />}
      title={link.never ? text.shell.engineUnreachableTitle : text.shell.engineGoneTitle}
      action={<Button onPress={retry}>{text.shell.retry}</Button>}
    >
      {text.shell.engineGone(link.lost.replace(/\.$/, ''))}
    </Empty>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
