// A process of search-storm.mjs: clients that ask for one path as fast as they are answered, until a message tells them to
// stop. With `honour` they wait for the time in Retry-After; otherwise they retry immediately.
import { Agent, get } from 'node:http';

const { url, headers, clients, honour } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: clients });
const answers = {};
const waited = [];
let storming = true;

function ask(of) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: of }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve({ status: reply.statusCode, after: Number(reply.headers['retry-after'] ?? 0) }));
    });
    request.on('error', reject);
  });
}

async function client(of) {
  while (storming) {
    const started = performance.now();
    const { status, after } = await ask(of);
    answers[status] = (answers[status] ?? 0) + 1;
    if (status === 200) waited.push(performance.now() - started);
    else if (honour) await new Promise((resolve) => setTimeout(resolve, after * 1000));
  }
}

process.once('message', async () => {
  storming = false;
  await all;
  process.send({ answers, waited });
  process.disconnect();
});
const all = Promise.all(Array.from({ length: clients }, (_, i) => client(headers[i % headers.length])));
process.send('storming');
