import { setTimeout as sleep } from 'node:timers/promises';
import { type Replicas, type ServiceName, SERVICES } from './replicas.js';

/** Something that breaks. */
export interface Fault {
  readonly name: string;
  /** Breaks it and makes it whole again, or whole but for what `repair` does. A rollout says here what was not clean. */
  run(replicas: Replicas): Promise<readonly string[]>;
  /** What an operator, or Kubernetes, does once the platform has come back by itself. */
  repair?(replicas: Replicas): Promise<void>;
  /** Nothing may fail. */
  readonly harmless?: boolean;
  /** The replica of the gateway whose connections it breaks. */
  readonly cuts?: readonly number[];
  readonly doubles?: boolean;
}

const FROZEN_MS = 3000;
const BROKER_AWAY_MS = 1000;
/** For how long messages are tampered with. */
const TAMPERING_MS = 4000;
/** The endpoints forget a replica before it is told to stop (preStop). */
const FORGOTTEN_MS = 500;

const processOf = ({ of }: Replicas, service: ServiceName, replica: number) => {
  const process = of[service][replica];
  if (!process) throw new Error(`${service} has no replica ${replica}`);
  return process;
};

/** One replica after another is drained and started again. `how` is the signal; anything but SIGTERM is a defect. */
export function rollout(services: readonly ServiceName[] = SERVICES, how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Fault {
  return {
    name: `rollout of ${services.join(', ')}`,
    harmless: true,
    async run(replicas) {
      const unclean: string[] = [];
      for (const service of services) {
        for (const [i, process] of replicas.of[service].entries()) {
          if (service === 'gateway' && how === 'SIGTERM') {
            replicas.balancer.takeOut(i);
            await sleep(FORGOTTEN_MS);
          }
          const code = how === 'SIGTERM' ? await process.stop() : await process.kill().then(() => null);
          if (code !== 0) unclean.push(`${service} ${i} did not drain: it ended with ${code ?? 'a signal'}`);
          await process.up();
          replicas.balancer.putIn(i);
        }
      }
      return unclean;
    },
  };
}

/** kill -9; the other replica goes on alone until the platform has recovered. */
export function killed(service: ServiceName, replica = 0): Fault {
  return {
    name: `kill -9 of ${service}`,
    cuts: service === 'gateway' ? [replica] : [],
    async run(replicas) {
      await processOf(replicas, service, replica).kill();
      return [];
    },
    repair: (replicas) => processOf(replicas, service, replica).up(),
  };
}

/** SIGSTOP for three seconds. */
export function frozen(service: ServiceName, replica = 0): Fault {
  return {
    name: `${service} frozen for ${FROZEN_MS / 1000} s`,
    async run(replicas) {
      const process = processOf(replicas, service, replica);
      process.signal('SIGSTOP');
      await sleep(FROZEN_MS);
      process.signal('SIGCONT');
      return [];
    },
  };
}

/** SIGKILL of its first process, or the immediate shutdown of `pg_ctl`. */
export function databaseCrashed(signal: 'SIGKILL' | 'SIGQUIT'): Fault {
  return {
    name: signal === 'SIGKILL' ? 'PostgreSQL killed' : 'PostgreSQL stopped at once',
    async run(replicas) {
      await replicas.crashDatabase(signal);
      return [];
    },
  };
}

export const brokerKilled: Fault = {
  name: `NATS killed, back after ${BROKER_AWAY_MS / 1000} s`,
  async run({ nats }) {
    await nats.kill();
    await sleep(BROKER_AWAY_MS);
    await nats.up();
    return [];
  },
};

/** Every message to billing arrives twice; operations that have no name of their own carry a key. */
export const messagesDoubled: Fault = {
  name: 'messages to billing doubled',
  doubles: true,
  run: (replicas) =>
    tamper(replicas, ({ direction, subject }) =>
      direction === 'request' && subject.startsWith('rpc.billing.') ? 'double' : 'pass',
    ),
};

export const messagesDropped: Fault = {
  name: 'one request of ten dropped',
  run: (replicas) =>
    tamper(replicas, ({ direction, subject }) =>
      direction === 'request' && subject.startsWith('rpc.') && Math.random() < 0.1 ? 'drop' : 'pass',
    ),
};

export const repliesCut: Fault = {
  name: 'one reply of ten cut',
  run: (replicas) =>
    tamper(replicas, ({ direction, subject }) =>
      direction === 'delivery' && subject.startsWith('_INBOX') && Math.random() < 0.1 ? 'drop' : 'pass',
    ),
};

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

/** All of them: what one repetition of the suite is. */
export const FAULTS: readonly Fault[] = [
  ...SERVICES.map((service) => rollout([service])),
  ...SERVICES.map((service) => killed(service)),
  ...SERVICES.map((service) => frozen(service)),
  databaseCrashed('SIGKILL'),
  databaseCrashed('SIGQUIT'),
  brokerKilled,
  messagesDoubled,
  messagesDropped,
  repliesCut,
];
