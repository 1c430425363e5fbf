// The shop itself: orders in logfmt, billing in log4j's text with Java's stack traces, settlement in Korean JSON.
import { iso, type LogRecord, type Source, traceHeaders, user } from './log-record.ts';
import type { Random } from './random.ts';

export const orders: Source = {
  perSecond: (moment) => 70 + 30 * moment.database,
  make(moment, random): LogRecord[] {
    const order = random.int(10_000, 99_999);
    const failed = random.chance(0.6 * moment.database);
    const retried = !failed && random.chance(0.02 + 0.3 * moment.database);
    const [level, text] = failed
      ? (['error', `could not save order ${order}: remaining connection slots are reserved`] as const)
      : retried
        ? (['warn', `retrying upstream call for order ${order}`] as const)
        : random.pick([
            ['info', `order ${order} accepted`],
            ['info', `order ${order} handed to shipping`],
            ['debug', `stock reserved for order ${order}`],
          ] as const);
    const tenths = Math.round((failed ? 3000 : random.skewed(30)) * 10) / 10;
    const value = `time=${iso(moment.timeMs)} level=${level} service=orders host=orders-${random.int(1, 3)} order=${order} user=${user(random)} duration_ms=${tenths}${retried ? ` attempt=${random.int(2, 4)}` : ''} msg="${text}"`;
    return [{ topic: 'app.orders', key: String(order), value, timeMs: moment.timeMs }];
  },
};

const CLASSES = ['PaymentService', 'InvoiceWriter', 'RefundJob', 'CardVault'] as const;

function stackTrace(random: Random): string {
  const line = random.int(40, 200);
  return [
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)',
    '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)',
    `\tat com.example.billing.PaymentRepository.find(PaymentRepository.java:${line})`,
    `\tat com.example.billing.PaymentService.charge(PaymentService.java:${line + 11})`,
    '\tat java.base/java.lang.VirtualThread.run(VirtualThread.java:329)',
    'Caused by: org.postgresql.util.PSQLException: FATAL: sorry, too many clients already',
    '\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:711)',
    '\t... 14 more',
  ].join('\n');
}

export const billing: Source = {
  perSecond: (moment) => 40 + 20 * moment.database,
  make(moment, random): LogRecord[] {
    const time = iso(moment.timeMs).replace('T', ' ').replace('.', ',').slice(0, -1);
    const thread = `[exec-${random.int(1, 32)}]`;
    const name = random.pick(CLASSES);
    const payment = `payment ${random.hex(8)}`;
    const line = (level: string, text: string) => `${time} ${level} ${thread} c.e.billing.${name} - ${text}`;
    const value = random.chance(0.5 * moment.database)
      ? `${line('ERROR', `Could not charge ${payment}`)}\n${stackTrace(random)}`
      : random.chance(0.03 + 0.4 * moment.database)
        ? line('WARN ', `HikariPool-1 - Pool stats (total=50, active=50, idle=0, waiting=${random.int(8, 140)})`)
        : random.chance(0.2)
          ? line('DEBUG', `fee table hit for ${payment}`)
          : line('INFO ', `Charged ${payment} of ${random.int(5, 300)}.${random.int(10, 99)} EUR`);
    return [{ topic: 'app.billing', key: null, value, timeMs: moment.timeMs }];
  },
};

export const settlement: Source = {
  perSecond: () => 30,
  make(moment, random): LogRecord[] {
    const order = random.int(10_000, 99_999);
    const won = (random.int(3, 400) * 1000).toLocaleString('en-US');
    const late = random.chance(0.5 * moment.database);
    const [level, message] = late
      ? random.pick([
          ['ERROR', `정산 실패: 주문 ${order}의 결제 내역을 조회할 수 없습니다 (연결 시간 초과)`],
          ['WARN', `결제 게이트웨이 응답이 지연되고 있습니다 (주문 ${order}, ${random.int(3, 9)}초)`],
        ] as const)
      : random.pick([
          ['INFO', `주문 ${order} 결제가 완료되었습니다: ${won}원`],
          ['INFO', `정산 배치에 주문 ${order}을(를) 추가했습니다`],
          ['DEBUG', `환율을 갱신했습니다 (KRW/EUR ${random.int(1480, 1620)})`],
          ['INFO', `판매자 정산 예정 금액: ${won}원`],
        ] as const);
    const trace = random.hex(32);
    const value = JSON.stringify({
      timestamp: iso(moment.timeMs).replace('Z', '+00:00'),
      level,
      service: 'settlement',
      host: `seoul-${random.int(1, 2)}`,
      thread: `정산-${random.int(1, 8)}`,
      orderId: order,
      region: '서울',
      traceId: trace,
      message,
    });
    const headers = traceHeaders(trace, random);
    return [{ topic: 'app.orders', key: `주문-${order}`, value, headers, timeMs: moment.timeMs }];
  },
};
