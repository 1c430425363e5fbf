import { useEffect } from 'react';
import { AlertRun } from './alerts/alert-run.tsx';
import { CoverageProvider } from './engine/coverage.tsx';
import { Header } from './header.tsx';
import { SessionBanner } from './session-banner.tsx';
import { go, usePlace } from './state/place.ts';
import { useWatching } from './state/watch.ts';
import { StatusBar } from './status-bar.tsx';
import { Button } from './ui/button.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { Empty } from './ui/notice.tsx';
import { useText } from './ui/text.ts';
import { OpenDialog, VIEWS } from './views.tsx';
import { WatchRun } from './watch-run.tsx';

export function App() {
  const { screen } = usePlace();
  const text = useText();
  const View = VIEWS[screen];
  const matched = useWatching()?.told?.matched ?? 0;
  // Also seen where another window is in front.
  const news = matched > 0 ? `● ${text.watch.pill(String(matched))} – ` : '';

  useEffect(() => {
    document.title = `${news}${text.shell.views[screen]} – Tailwater`;
  }, [screen, text, news]);

  return (
    <CoverageProvider>
      <div className="app">
        <WatchRun />
        <AlertRun />
        <Header />
        <SessionBanner />
        <main className="view">
          <ErrorBoundary
            resetKey={screen}
            fallback={(error, retry) => (
              <Empty
                title={text.shell.brokenTitle}
                action={
                  <>
                    <Button onPress={retry}>{text.shell.retry}</Button>
                    {screen === 'logs' ? null : (
                      <Button onPress={() => go({ screen: 'logs' })}>{text.shell.views.logs}</Button>
                    )}
                  </>
                }
              >
                {text.shell.broken(error.message)}
              </Empty>
            )}
          >
            <View />
          </ErrorBoundary>
        </main>
        <StatusBar />
        <OpenDialog />
      </div>
    </CoverageProvider>
  );
}
