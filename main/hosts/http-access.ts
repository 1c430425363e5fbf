// Who may talk to the loopback host. Any program and any web page of this machine can reach a loopback port, so:
// - the Host header must be ours: a name of somebody else's that resolves to 127.0.0.1 (DNS rebinding) is refused;
// - the first visit carries a random token in its address, which is swapped for a cookie at once. A cookie, as the token is
//   then out of the address bar, the history and the reach of scripts (HttpOnly), goes along with every file and with the
//   WebSocket's handshake, where a page cannot set headers, and with nothing that another site starts (SameSite=Strict);
// - a WebSocket must come from our own origin, as browsers let any page open one to anywhere.
// - a scraper of the metrics, where they are served at all, brings a bearer token of their own, and comes from no page.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Entry =
  | { state: 'inside'; pathname: string }
  | { state: 'enter'; cookie: string }
  | { state: 'refused'; status: 400 | 403; message: string };

export type Access = {
  readonly url: string;
  launchUrl(): string;
  admit(request: IncomingMessage): Entry;
  /** A program that asks for the metrics with their token, which opens nothing else. */
  isScraper(request: IncomingMessage, token: string): boolean;
  /** The HTTP status of the refusal; undefined: welcome. */
  refuseSocket(request: IncomingMessage): number | undefined;
};

/** Where the page opens its WebSocket. */
const CONTRACT_PATH = '/contract';
const METRICS_PATH = '/metrics';

const random = () => randomBytes(32).toString('base64url');

/** `origin` is http://address:port, as the browser writes it. */
export function createAccess(origin: string): Access {
  const host = new URL(origin).host;
  const token = random();
  const launchTokens = new Set<string>();
  const secret = random();
  // Cookies do not tell ports apart: the name must, or two windows would log each other out.
  const cookieName = `tailwater-${new URL(origin).port}`;

  const isToken = (given: string) => {
    if (same(given, token)) return true;
    for (const one of launchTokens) if (same(given, one)) return launchTokens.delete(one);
    return false;
  };
  const hasCookie = (request: IncomingMessage) =>
    (request.headers.cookie ?? '').split(/; */).some((pair) => {
      const [name, value] = pair.split('=');
      return name === cookieName && value !== undefined && same(value, secret);
    });

  return {
    url: `${origin}/?token=${token}`,
    launchUrl() {
      const once = random();
      launchTokens.add(once);
      return `${origin}/?token=${once}`;
    },
    admit(request) {
      if (request.headers.host !== host) return refused(`Open ${origin} itself: this name is not ours.`);
      const { origin: from } = request.headers;
      if (from !== undefined && from !== origin) return refused('Only its own page may ask Tailwater.');
      const url = URL.parse(request.url ?? '/', origin);
      if (!url || url.origin !== origin) return { state: 'refused', status: 400, message: 'This is no address.' };
      const given = url.searchParams.get('token');
      if (url.pathname === '/' && given !== null) {
        if (isToken(given))
          return { state: 'enter', cookie: `${cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/` };
        return refused('This address has ended. Take the one that Tailwater printed when it started.');
      }
      if (!hasCookie(request)) return refused('Open the whole address that Tailwater printed, with its token.');
      return { state: 'inside', pathname: url.pathname };
    },
    isScraper(request, metricsToken) {
      const { host: asked, origin: from, authorization = '' } = request.headers;
      return (
        request.method === 'GET' &&
        request.url === METRICS_PATH &&
        asked === host &&
        from === undefined &&
        same(authorization, `Bearer ${metricsToken}`)
      );
    },
    refuseSocket(request) {
      if (request.url !== CONTRACT_PATH) return 404;
      const { host: asked, origin: from } = request.headers;
      return asked === host && from === origin && hasCookie(request) ? undefined : 403;
    },
  };
}

function refused(message: string): Entry {
  return { state: 'refused', status: 403, message };
}

/** Takes the same time whatever differs. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
