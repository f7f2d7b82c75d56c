// The platform with users, and the driver that sends it the mixed load.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { arrange } from '@tollgate/testing/faults';
import { startPlatform } from '@tollgate/testing/platform';
import { cpuMicros, keepApart, memoryOf } from './processes.mjs';
import { EPAY, MIX } from './traffic.mjs';

/** How the platform can be deployed on one machine. */
export const TOPOLOGIES = {
  'in-process': { mesh: 'in-process' },
  nats: { mesh: 'nats' },
  'nats x 2': { mesh: 'nats', replicas: 2 },
  'nats x 4': { mesh: 'nats', replicas: 4 },
};
const USERS = 256;

/** Creates users, an administrator, codes and a payment provider. All but the options are written directly to the tables. */
async function people(platform, codes) {
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  const options = { PayAddress: 'https://pay.example/', EpayId: EPAY.pid, EpayKey: EPAY.key };
  for (const [key, value] of Object.entries(options)) await root.put('/api/option/', { key, value });
  return arrange(platform.db, USERS, codes);
}

/** Starts the driver process. `run(phase)` returns the reply of driver.mjs. */
async function startDriver(people) {
  const child = fork(new URL('./driver.mjs', import.meta.url), { serialization: 'advanced' });
  const ask = async (message) => {
    child.send(message);
    const [{ result, error }] = await once(child, 'message');
    if (error) throw new Error(error);
    return result;
  };
  await ask({ people });
  return {
    pid: child.pid,
    run: (phase) => ask({ phase }),
    look: (more) => ask({ people: { ...people, ...more } }),
    stop: () => void child.disconnect(),
  };
}

/**
 * Starts a topology and the driver, with `apart` on separate cores if the machine has enough. `run({ rate, seconds, mix? })` or
 * `run({ steps: [{ rate, seconds }] })` sends a phase. It returns the figures, with the CPU time a request of the platform's
 * processes, the database and the driver.
 */
export async function startStage({ topology, database, codes = 20_000, env = {}, apart = false }) {
  const platform = await startPlatform({
    ...TOPOLOGIES[topology],
    env: { NODE_ENV: 'development', ...env },
  });
  const driver = await startDriver(await people(platform, codes));
  const pids = () => platform.processes.map(({ pid }) => pid);
  const isApart = apart && keepApart(driver.pid, [...pids(), ...database.pids()]);
  let seed = 1;
  /** @param {{ rate?: number, seconds?: number, steps?: { rate: number, seconds: number }[], mix?: Record<string, number> }} phase */
  const run = async ({ rate = 0, seconds = 0, steps = [{ rate, seconds }], mix = MIX }) => {
    const before = [cpuMicros(pids()), database.cpuMicros()];
    const raw = await driver.run({ origins: platform.origins, mix, steps, seed: (seed += 1) });
    const figures = new Figures(raw, steps);
    const cpu = [cpuMicros(pids()) - before[0], database.cpuMicros() - before[1], raw.driverMicros];
    return Object.assign(figures, { cpu: cpu.map((micros) => micros / figures.count()), load: loadavg()[0] });
  };
  return {
    platform,
    run,
    isApart,
    /** Tells the driver more of what it asks for. */
    look: driver.look,
    memory: () => memoryOf(pids()),
    stop: async () => {
      driver.stop();
      await platform.close();
    },
  };
}

/** The `share`-th of sorted numbers. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** @typedef {{ kind?: string, outcome?: string, from?: number, to?: number }} Choice */

/** The results of a phase. A choice of samples is `{ kind?, outcome?, from?, to? }`, times in ms since the start. */
export class Figures {
  constructor({ kinds, outcomes, samples, told }, steps) {
    this.kinds = kinds;
    this.told = told;
    this.rate = steps[0].rate;
    this.seconds = steps.reduce((sum, { seconds }) => sum + seconds, 0);
    this.all = samples.ms.map((ms, i) => ({
      ms,
      due: samples.due[i],
      late: samples.late[i],
      kind: kinds[samples.kind[i]],
      outcome: outcomes[samples.outcome[i]],
    }));
  }

  /** @param {Choice} [choice] */
  pick({ kind, outcome, from = 0, to = Infinity } = {}) {
    return this.all.filter(
      (one) => (!kind || one.kind === kind) && (!outcome || one.outcome === outcome) && one.due >= from && one.due < to,
    );
  }

  /** @param {Choice} [choice] */
  count(choice) {
    return this.pick(choice).length;
  }

  /**
   * The latency percentile `share` of the chosen samples, in ms.
   * @param {number} share
   * @param {Choice} [choice]
   */
  at(share, choice) {
    return percentile(
      this.pick(choice)
        .map(({ ms }) => ms)
        .sort((a, b) => a - b),
      share,
    );
  }

  /**
   * Successes a second that arrived between two moments. A request that was due in that time but answered later does not count.
   * @param {Choice} [choice]
   */
  goodput({ kind, from = 0, to = this.seconds * 1000 } = {}) {
    const arrived = this.pick({ kind, outcome: 'done' }).filter(({ due, ms }) => due + ms >= from && due + ms < to);
    return (arrived.length * 1000) / (to - from);
  }

  /** Neither a success nor an orderly refusal. */
  get errors() {
    return this.all.length - this.count({ outcome: 'done' }) - this.count({ outcome: 'refused' });
  }

  /** How late the driver sent its requests, p99 in ms. If it is high, the figures measure the driver as much as the platform. */
  get lateness() {
    return percentile(
      this.all.map(({ late }) => late).sort((a, b) => a - b),
      0.99,
    );
  }
}

export const digits = (n, d = 0) => (Number.isFinite(n) ? n.toFixed(d) : '');
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
