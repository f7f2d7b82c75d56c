import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { LossyNetwork, whyNoOwnNetwork } from './lossy-network.js';
import type { Message } from './nats-proxy.js';
import type { Replicas } from './replicas.js';

/** For how long messages or statements are tampered with. */
const TAMPERING_MS = 4000;
/** One of ten. */
const SOME = 0.1;

/** For how long packets are lost, and one of how many. */
const LOSING_MS = 10_000;
const LOST_OF = 50;

const isRequest = ({ direction, subject }: Message) => direction === 'request' && subject.startsWith('rpc.');
const isReply = ({ direction, subject }: Message) => direction === 'delivery' && subject.startsWith('_INBOX');

/** kill -9 of nats-server, which is back on its port after a time. */
export function brokerKilled(seconds: number): Fault {
  return {
    name: `NATS killed, back after ${seconds} s`,
    async run({ nats }) {
      await nats.kill();
      await sleep(seconds * 1000);
      await nats.up();
      return [];
    },
  };
}

/** SIGSTOP of nats-server: messages that were sent in between are delivered when it goes on. */
export function brokerFrozen(seconds: number): Fault {
  return {
    name: `NATS frozen for ${seconds} s`,
    stalls: true,
    async run({ nats }) {
      await nats.freeze();
      await sleep(seconds * 1000);
      nats.thaw();
      return [];
    },
  };
}

/** Every message to billing arrives twice; operations that have no name of their own carry a key. */
export const messagesDoubled: Fault = {
  name: 'messages to billing doubled',
  doubles: true,
  run: (replicas) =>
    tamper(replicas, (message) =>
      isRequest(message) && message.subject.startsWith('rpc.billing.') ? 'double' : 'pass',
    ),
};

export const messagesDropped: Fault = {
  name: 'one request of ten dropped',
  run: (replicas) => tamper(replicas, (message) => (isRequest(message) && Math.random() < SOME ? 'drop' : 'pass')),
};

export const repliesCut: Fault = {
  name: 'one reply of ten cut',
  run: (replicas) => tamper(replicas, (message) => (isReply(message) && Math.random() < SOME ? 'drop' : 'pass')),
};

/** Slow, but no reason to fail. */
export const messagesDelayed: Fault = {
  name: 'every message 500 ms late',
  harmless: true,
  run: (replicas) => tamper(replicas, (message) => (isRequest(message) || isReply(message) ? 'delay' : 'pass')),
};

/** The server carries a statement out, and its reply is lost with the connection. Of ten statements one, of ten commits three. */
export const statementsCut: Fault = {
  name: 'one reply of ten of PostgreSQL cut',
  place: 'behind a proxy',
  bites: true,
  async run({ database: { proxy } }) {
    if (!proxy) throw new Error('there is no proxy');
    let commits = 0;
    proxy.decide = (text) => {
      const isCommit = text.startsWith('COMMIT');
      const isCut = Math.random() < (isCommit ? 3 * SOME : SOME);
      if (isCut && isCommit) commits += 1;
      return isCut ? 'cut' : 'pass';
    };
    await sleep(TAMPERING_MS);
    proxy.decide = () => 'pass';
    return commits > 0 ? [] : ['no commit lost its reply'];
  },
};

/** TCP sends them again, later: nothing is lost but time. */
export function packetsLost(of: 'NATS' | 'PostgreSQL'): Fault {
  return {
    name: `one packet of fifty lost, to and from ${of}`,
    missing: whyNoOwnNetwork,
    async run({ nats, database }) {
      const network = await LossyNetwork.lose(of === 'NATS' ? nats.port : Number(new URL(database.url).port), LOST_OF);
      await sleep(LOSING_MS);
      const lost = await network.heal();
      return lost > 0 ? [] : ['no packet was lost'];
    },
  };
}

async function tamper({ proxy }: Replicas, decide: Replicas['proxy']['decide']): Promise<readonly string[]> {
  let tampered = 0;
  proxy.decide = (message) => {
    const fate = decide(message);
    if (fate !== 'pass') tampered += 1;
    return fate;
  };
  await sleep(TAMPERING_MS);
  proxy.decide = () => 'pass';
  return tampered > 0 ? [] : ['no message was touched'];
}
