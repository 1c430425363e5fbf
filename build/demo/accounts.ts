// Logging in: the auth service's JSON (ECS-like names), and the audit trail, keyed by user, with erasures as tombstones.
import { address, INTRUDER, isoMicros, type LogRecord, type Source, traceHeaders, user } from './log-record.ts';

export const auth: Source = {
  perSecond: (moment) => 70 + 60 * moment.intruder,
  make(moment, random): LogRecord[] {
    const attacked = random.chance(0.7 * moment.intruder);
    const slow = random.chance(0.4 * moment.database);
    const failed = attacked || random.chance(0.04);
    const name = user(random);
    const trace = random.hex(32);
    const [level, message] = slow
      ? (['error', 'session store timed out after 3000 ms: too many clients'] as const)
      : failed
        ? (['warn', `login failed for ${name}: wrong password`] as const)
        : random.pick([
            ['info', `login of ${name} succeeded`],
            ['info', 'token refreshed'],
            ['info', 'session validated'],
            ['debug', 'password hash verified with argon2id'],
          ] as const);
    const value = JSON.stringify({
      '@timestamp': isoMicros(moment.timeMs, random),
      log: { level, logger: 'auth.login' },
      message,
      service: { name: 'auth-api', version: '3.14.2' },
      host: { name: `auth-${random.int(1, 3)}` },
      trace: { id: trace },
      user: { name },
      source: { ip: attacked ? INTRUDER : address(random) },
      event: { outcome: failed || slow ? 'failure' : 'success', duration: Math.round(random.skewed(18_000_000)) },
    });
    const headers = { ...traceHeaders(trace, random), 'content-type': 'application/json' };
    return [{ topic: 'app.auth', key: name, value, headers, timeMs: moment.timeMs }];
  },
};

export const audit: Source = {
  perSecond: (moment) => 8 + 40 * moment.intruder,
  make(moment, random): LogRecord[] {
    const { timeMs } = moment;
    const name = user(random);
    const topic = 'audit.login';
    if (random.chance(0.04)) return [{ topic, key: name, value: null, timeMs }];
    const attacked = random.chance(moment.intruder * 0.9);
    const locked = attacked && random.chance(0.1);
    const action = locked
      ? 'account-locked'
      : attacked
        ? 'login-failed'
        : random.pick(['login', 'login', 'logout', 'mfa']);
    const value = JSON.stringify({
      ts: Math.round(timeMs / 10) / 100,
      severity: locked ? 'CRITICAL' : attacked ? 'WARNING' : 'NOTICE',
      app: 'audit',
      action,
      actor: name,
      ip: attacked ? INTRUDER : address(random),
      country: attacked ? 'ZZ' : random.pick(['KR', 'KR', 'KR', 'DE', 'US', 'JP']),
      msg: locked ? `account ${name} locked after 5 failed logins` : `${action} by ${name}`,
    });
    return [{ topic, key: name, value, timeMs }];
  },
};
