// What the contract offers of alerts.
import { type Alerts, noQuietHours } from './alerts.ts';
import { Value } from './base/watched.ts';
import type { Alerts as AlertsNow } from './contract/alerts.ts';
import type { Handlers } from './contract/methods.ts';
import type { WriterWithProfiles } from './store/writer.ts';

type AlertHandlers = Pick<
  Handlers,
  'alerts.now' | 'alerts.save' | 'alerts.remove' | 'alerts.quiet' | 'alerts.log' | 'alerts.fired'
>;

/** `alerts` undefined: the cache is only read, and has none. `need` throws then. */
export function alertHandlers(
  alerts: Alerts | undefined,
  writer: WriterWithProfiles | undefined,
  need: () => Alerts,
): AlertHandlers {
  const none = new Value<AlertsNow>({ alerts: [], quiet: noQuietHours(), isQuiet: false, newestEntry: 0 });
  return {
    'alerts.now': () => alerts?.state ?? none,
    'alerts.save': async (alert) => {
      await need().save(alert);
      return {};
    },
    'alerts.remove': async ({ id }) => {
      await need().remove(id);
      return {};
    },
    'alerts.quiet': async (quiet) => {
      await need().setQuiet(quiet);
      return {};
    },
    'alerts.log': (request) => writer?.alertLog(request) ?? { entries: [], more: false },
    'alerts.fired': (_, signal) => need().fired(signal),
  };
}
