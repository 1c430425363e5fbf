// The edge: nginx access lines, and the gateway's JSON (pino's numeric levels, epoch milliseconds).
import { address, INTRUDER, type LogRecord, type Source, traceHeaders, user } from './log-record.ts';
import type { Random } from './random.ts';
import type { Moment } from './story.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  'curl/8.14.1',
] as const;

function path(random: Random): readonly [method: string, path: string, upstream: string] {
  return random.pick([
    ['GET', `/products/${random.int(1, 900)}`, 'catalog'],
    ['GET', `/search?q=${random.pick(['shoes', 'rain+jacket', '%EC%9A%B4%EB%8F%99%ED%99%94', 'tent'])}`, 'catalog'],
    ['GET', '/api/v1/cart', 'orders'],
    ['POST', '/api/v1/orders', 'orders'],
    ['GET', `/api/v1/orders/${random.int(10_000, 99_999)}`, 'orders'],
    ['POST', '/api/v1/payments', 'billing'],
    ['POST', '/api/v1/login', 'auth-api'],
  ]);
}

function status(upstream: string, moment: Moment, random: Random): number {
  const weak = upstream === 'orders' || upstream === 'billing';
  if (weak && random.chance(0.75 * moment.database)) return random.chance(0.6) ? 502 : 504;
  if (upstream === 'auth-api' && random.chance(0.05 + 0.8 * moment.intruder)) return 401;
  if (random.chance(0.03)) return random.pick([404, 404, 403, 400, 429]);
  return random.chance(0.003) ? 500 : random.chance(0.1) ? 304 : 200;
}

function clfTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${date.toISOString().slice(11, 19)} +0000`;
}

export const nginx: Source = {
  perSecond: (moment) => 170 + 90 * moment.intruder,
  make(moment, random): LogRecord[] {
    const [method, target, upstream] = path(random);
    const code = status(upstream, moment, random);
    const client = upstream === 'auth-api' && random.chance(moment.intruder) ? INTRUDER : address(random);
    const seconds = (code >= 502 ? 10 + random.next() * 5 : random.skewed(0.03)).toFixed(3);
    const agent = client === INTRUDER ? 'python-requests/2.32.4' : random.pick(AGENTS);
    const bytes = code === 304 ? 0 : Math.round(random.skewed(4200));
    const value = `${client} - - [${clfTime(moment.timeMs)}] "${method} ${target} HTTP/1.1" ${code} ${bytes} "-" "${agent}" rt=${seconds} upstream=${upstream}`;
    return [{ topic: 'web.access', key: null, value, timeMs: moment.timeMs }];
  },
};

const PINO = { info: 30, warn: 40, error: 50 } as const;

export const gateway: Source = {
  perSecond: (moment) => 110 + 60 * moment.database,
  make(moment, random): LogRecord[] {
    const [method, url, upstream] = path(random);
    const code = status(upstream, moment, random);
    const level = code >= 500 ? 'error' : code >= 400 ? 'warn' : 'info';
    const trace = random.hex(32);
    const address = `10.2.${random.int(0, 3)}.${random.int(2, 250)}`;
    const message =
      code === 502
        ? `connection reset by peer ${address}:8080`
        : code === 504
          ? `upstream ${upstream} did not answer within 10000 ms`
          : code === 429
            ? 'rate limit exceeded'
            : 'request completed';
    const value = JSON.stringify({
      level: PINO[level],
      time: moment.timeMs,
      service: 'gateway',
      hostname: `gateway-${random.int(1, 4)}`,
      trace_id: trace,
      req: { method, url, user: random.chance(0.4) ? user(random) : null },
      res: { status: code, bytes: Math.round(random.skewed(2000)) },
      upstream,
      duration_ms: Math.round((code >= 502 ? 10_000 : random.skewed(24)) * 100) / 100,
      msg: message,
    });
    const headers = traceHeaders(trace, random);
    return [{ topic: 'app.gateway', key: trace, value, headers, timeMs: moment.timeMs }];
  },
};
