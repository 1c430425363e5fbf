// A process of its own: a plain kafkajs consumer of what produce-rate.ts makes, and how old each record is when it has it.
//   node consume-latency.ts BOOTSTRAP TOPIC SECONDS
import kafkajs from 'kafkajs';
import { quantiles } from './frames.ts';

const [bootstrap = '', topic = '', seconds = '10'] = process.argv.slice(2);
const { Kafka, logLevel } = kafkajs;
const kafka = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: 'latency-peer', maxWaitTimeInMs: 100 });
const ages: number[] = [];
await consumer.connect();
await consumer.subscribe({ topics: [topic] });
await consumer.run({
  eachBatch: async ({ batch }) => {
    const now = Date.now();
    for (const { value } of batch.messages) {
      const made = /"ts":"([^"]+)"/.exec(value?.toString() ?? '')?.[1];
      if (made !== undefined) ages.push(now - Date.parse(made));
    }
  },
});
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
// What was made before it was there is of no interest: the first second goes.
const kept = ages.slice(Math.floor(ages.length / Number(seconds)));
process.stdout.write(JSON.stringify({ ...quantiles(kept), records: kept.length }));
await consumer.disconnect();
