// What runs below: kubelet in klog's format, syslog (RFC 5424), postgres, and now and then bytes that are no text.
import { iso, type LogRecord, type Source } from './log-record.ts';
import type { Random } from './random.ts';
import type { Moment } from './story.ts';

const TOPIC = 'k8s.system';
const PODS = ['gateway', 'auth-api', 'orders', 'billing', 'settlement'] as const;
const node = (random: Random) => `node-${random.int(1, 5)}`;

function klog(moment: Moment, random: Random): string {
  const date = iso(moment.timeMs);
  const pod = `${random.pick(PODS)}-${random.hex(9)}-${random.hex(5)}`;
  const bad = random.chance(0.05 + 0.5 * moment.database);
  const text = bad
    ? `"Probe failed" probeType="Readiness" pod="shop/${pod}" err="HTTP probe failed with statuscode: 503"`
    : random.pick([
        `"SyncLoop (PLEG): event for pod" pod="shop/${pod}" type="ContainerStarted"`,
        `"Probe succeeded" probeType="Liveness" pod="shop/${pod}"`,
        `"Pod status updated" pod="shop/${pod}" status="Running"`,
      ]);
  const stamp = `${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}${random.int(100, 999)}`;
  return `${bad ? 'E' : 'I'}${stamp}    1203 ${bad ? 'prober.go:107' : 'kubelet.go:2456'}] ${text}`;
}

function syslog(moment: Moment, random: Random): string {
  const [priority, app, text] = random.chance(moment.intruder * 0.6)
    ? ([84, 'firewalld', 'rate limit reached for 203.0.113.66, dropping new connections'] as const)
    : random.pick([
        [30, 'systemd', 'Started logrotate.service - Rotate log files.'],
        [
          86,
          'sshd',
          `Accepted publickey for deploy from 10.2.0.${random.int(2, 250)} port ${random.int(40_000, 60_000)}`,
        ],
        [6, 'kernel', `eth0: link becomes ready, ${random.int(1, 25)} Gbps`],
        [28, 'chronyd', `System clock wrong by ${random.next().toFixed(6)} seconds`],
      ] as const);
  return `<${priority}>1 ${iso(moment.timeMs)} ${node(random)} ${app} ${random.int(300, 9000)} - - ${text}`;
}

function postgres(moment: Moment, random: Random): string {
  const time = `${iso(moment.timeMs).replace('T', ' ').slice(0, -1)} UTC`;
  const who = `[${random.int(2000, 30_000)}] shop@orders`;
  if (random.chance(0.8 * moment.database))
    return `${time} ${who} FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`;
  const table = random.pick(['orders', 'payments', 'stock']);
  return `${time} ${who} LOG:  duration: ${random.skewed(4).toFixed(3)} ms  statement: SELECT * FROM ${table} WHERE id = $1`;
}

/** An agent's heartbeat in a binary format: not UTF-8, and kept as it is. */
function heartbeat(random: Random): Buffer {
  return Buffer.from([0xca, 0xfe, 0x01, 0xff, ...Array.from({ length: 28 }, () => random.int(0, 255))]);
}

export const platform: Source = {
  perSecond: (moment) => 32 + 60 * moment.database,
  make(moment, random): LogRecord[] {
    const kind = random.next();
    const value =
      kind < 0.004
        ? heartbeat(random)
        : kind < 0.4
          ? klog(moment, random)
          : kind < 0.6
            ? syslog(moment, random)
            : postgres(moment, random);
    return [{ topic: TOPIC, key: node(random), value, timeMs: moment.timeMs }];
  },
};
