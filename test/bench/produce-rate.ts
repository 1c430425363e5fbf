// A process of its own that produces JSON records at a steady rate until its stdin ends. Prints when it made how many, as JSON:
// [[milliseconds since 1970, records], ...].
//   node produce-rate.ts BOOTSTRAP TOPIC PARTITIONS RECORDS_PER_SECOND
import kafkajs from 'kafkajs';

const [bootstrap = '', topic = '', partitions = '1', rate = '1000'] = process.argv.slice(2);
const TICK_MS = 50;
const { Kafka, Partitioners, logLevel } = kafkajs;
const producer = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING }).producer({
  createPartitioner: Partitioners.DefaultPartitioner,
});
await producer.connect();
let ended = false;
process.stdin.on('end', () => {
  ended = true;
});
process.stdin.resume();
const started = performance.now();
let sent = 0;
const made: [at: number, records: number][] = [];
while (!ended) {
  // A request of at most about 1 MB a partition, also after a pause of the machine.
  const due = Math.min(4000, Math.floor(((performance.now() - started) / 1000) * Number(rate)) - sent);
  if (due > 0) {
    const at = Date.now();
    const now = new Date(at).toISOString();
    const messages = Array.from({ length: due }, (_, i) => ({
      partition: (sent + i) % Number(partitions),
      value: `{"ts":"${now}","level":"${(sent + i) % 50 === 0 ? 'error' : 'info'}","service":"bench","host":"node-${i % 40}","msg":"request ${sent + i} handled in ${i % 900} ms","status":200,"path":"/api/v1/items/${i}","bytes":${i * 7},"thread":"worker-${i % 32}","trace":"${(sent + i).toString(16).padStart(12, '0')}"}`,
    }));
    await producer.send({ topic, messages });
    sent += due;
    made.push([at, due]);
  }
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
}
await producer.disconnect();
process.stdout.write(JSON.stringify(made));
