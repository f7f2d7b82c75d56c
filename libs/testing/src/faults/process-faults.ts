import { setTimeout as sleep } from 'node:timers/promises';
import { migrate, type Migration } from '@tollgate/platform/migrate';
import type { ServiceProcess } from '../platform/index.js';
import { type Fault, forget, getProcess } from './fault.js';
import { type ServiceName, SERVICES } from './replicas.js';
import { whyNoWrongClock, WrongClock } from './wrong-clock.js';

const SHORT_MS = 3000;
const LONG_MS = 30_000;
/** After two failed probes, two seconds apart, Kubernetes sends a replica of the gateway nothing more. */
const UNREADY_MS = 4000;
/**
 * So long after its clock is wrong a replica has noticed (it looks once a second, and the clock is read once a second; a
 * gateway hears three times).
 */
const NOTICED_MS = 6000;
const NOTICES = ['stopped taking requests', 'the clock differs from the clocks of the services'];

export interface RolloutOptions {
  /** Anything but SIGTERM is a defect. */
  readonly how?: 'SIGTERM' | 'SIGKILL';
  /** The entry of the build to roll out. */
  readonly main?: string;
  readonly name?: string;
}

/** One replica after another is drained and started again. */
export function rollout(services: readonly ServiceName[] = SERVICES, options: RolloutOptions = {}): Fault {
  const { how = 'SIGTERM', main, name = `rollout of ${services.join(', ')}` } = options;
  return {
    name,
    harmless: true,
    async run(replicas) {
      const unclean: string[] = [];
      for (const service of services) {
        for (const [i, process] of replicas.of[service].entries()) {
          if (how === 'SIGTERM') await forget(replicas, service, i);
          const code = how === 'SIGTERM' ? await process.stop() : await process.kill().then(() => null);
          if (code !== 0) unclean.push(`${service} ${i} did not drain: it ended with ${code ?? 'a signal'}`);
          await process.up({ main });
          replicas.balancer.putIn(i);
        }
      }
      return unclean;
    },
  };
}

/** The services that run get a newer schema under them. */
export function migrated(name: string, schema: readonly Migration[]): Fault {
  return {
    name,
    harmless: true,
    async run({ db }) {
      await migrate({ url: db.url, migrations: schema });
      return [];
    },
  };
}

/** kill -9; the other replica goes on alone until the platform has recovered. */
export function killed(service: ServiceName, replica = 0): Fault {
  return {
    name: `kill -9 of ${service}`,
    cuts: service === 'gateway' ? [replica] : [],
    async run(replicas) {
      await getProcess(replicas, service, replica).kill();
      return [];
    },
    repair: (replicas) => getProcess(replicas, service, replica).up(),
  };
}

/** SIGSTOP, for three seconds or for thirty. */
export function frozen(service: ServiceName, how: 'short' | 'long' = 'short', replica = 0): Fault {
  const ms = how === 'short' ? SHORT_MS : LONG_MS;
  return {
    name: `${service} frozen for ${ms / 1000} s`,
    stalls: true,
    async run(replicas) {
      const process = getProcess(replicas, service, replica);
      process.signal('SIGSTOP');
      await sleep(Math.min(ms, UNREADY_MS));
      if (service === 'gateway') replicas.balancer.takeOut(replica);
      await sleep(Math.max(0, ms - UNREADY_MS));
      process.signal('SIGCONT');
      replicas.balancer.putIn(replica);
      return [];
    },
  };
}

/** The answer of a gateway to its probe. */
async function isReady({ port }: ServiceProcess): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
}

/** The clock of one replica stays wrong, because the platform must recover in spite of it. */
export function clockOff(service: ServiceName, seconds: number, replica = 0): Fault {
  let clock: WrongClock | undefined;
  return {
    name: `clock of ${service} ${seconds < 0 ? '' : '+'}${seconds / 60} min`,
    missing: whyNoWrongClock,
    async run(replicas) {
      const process = getProcess(replicas, service, replica);
      clock = await WrongClock.make();
      await forget(replicas, service, replica);
      await process.stop();
      await process.up({ env: clock.env });
      replicas.balancer.putIn(replica);
      const from = process.lines.length;
      await clock.set(seconds);
      await sleep(NOTICED_MS);
      const noticed = process.lines.slice(from).some(({ event = '' }) => NOTICES.includes(event));
      if (service === 'gateway' && !(await isReady(process))) replicas.balancer.takeOut(replica);
      return noticed ? [] : [`${service} ${replica} went on with a wrong clock`];
    },
    async repair(replicas) {
      const process = getProcess(replicas, service, replica);
      await process.stop();
      await process.up();
      replicas.balancer.putIn(replica);
      await clock?.remove();
    },
  };
}
