// How the cost of a request grows with the number of users, and with the number of replicas: CPU, which other work on the
// machine blurs less than time.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { digits, startStage, table } from './stage.mjs';

const SEEDER = fileURLToPath(new URL('../seed/main.mjs', import.meta.url));
/** Requests a second: low, so that what is measured is work, not waiting. */
const RATES = { self: 100, login: 8, transfer: 40, list: 20, search: 20 };
const DEPLOYMENTS = ['nats', 'nats x 2', 'nats x 4'];
const run = promisify(execFile);

/** @param {{ cpu: number[] }} figures */
const costOf = ({ cpu: [platform = 0, database = 0] }) => platform + database;
const cell = (cost, base, p50) => `${digits(cost)} (${digits(cost / base, 2)}; ${digits(p50, 1)})`;

/** `npm run bench -- --suite growth --users 1000,10000,100000,1000000`. */
export async function growth({ seconds, users = '1000,10000,100000,1000000', rate = '60', database, tell }) {
  const ofUsers = await byUsers(users.split(',').map(Number));
  const ofReplicas = await byReplicas();
  return `CPU µs of platform and database for each request (times the first; p50 ms)\n\n${ofUsers}\n\n${ofReplicas}`;

  async function byUsers(sizes) {
    const stage = await startStage({ topology: 'in-process', database });
    const { owner, url } = stage.platform.db;
    const rows = [];
    const base = {};
    try {
      for (const size of sizes) {
        const [{ n }] = await owner.query('SELECT count(*) AS n FROM auth.users');
        const env = { ...process.env, DATABASE_URL: url };
        if (size > n) await run(process.execPath, [SEEDER, '--users', String(size - n)], { env });
        const [{ username }] = await owner.query('SELECT username FROM auth.users WHERE id >= $1 ORDER BY id LIMIT 1', [
          size >> 1,
        ]);
        await stage.look({ rare: username });
        const cells = [];
        for (const [kind, perSecond] of Object.entries(RATES)) {
          await stage.run({ rate: perSecond, seconds: 1, mix: { [kind]: 1 } });
          const figures = await stage.run({ rate: perSecond, seconds, mix: { [kind]: 1 } });
          const notDone = figures.count() - figures.count({ outcome: 'done' });
          if (notDone > 0)
            tell(`${size} users, ${kind}: ${notDone} of ${figures.count()} not done: what these cost blurs the figure`);
          base[kind] ??= costOf(figures);
          cells.push(cell(costOf(figures), base[kind], figures.at(0.5)));
        }
        tell(`${size} users: ${cells.join(', ')}`);
        rows.push([size, ...cells]);
      }
    } finally {
      await stage.stop();
    }
    return table(
      ['users', ...Object.keys(RATES).map((kind) => (kind === 'search' ? 'search, a rare word' : kind))],
      rows,
    );
  }

  async function byReplicas() {
    const rows = [];
    let base;
    for (const topology of DEPLOYMENTS) {
      const stage = await startStage({ topology, database });
      try {
        await stage.run({ rate: Number(rate), seconds: 3 });
        const figures = await stage.run({ rate: Number(rate), seconds: seconds * 2 });
        base ??= costOf(figures);
        const errors = figures.count() - figures.count({ outcome: 'done' });
        rows.push([
          topology,
          ...figures.cpu.slice(0, 2).map((n) => digits(n)),
          digits(costOf(figures) / base, 2),
          digits(figures.at(0.5), 1),
          digits(figures.at(0.99)),
          errors,
        ]);
        tell(rows.at(-1).join(', '));
      } finally {
        await stage.stop();
      }
    }
    return table(
      [`mixed load, ${rate}/s`, 'platform µs', 'database µs', 'ratio', 'p50 ms', 'p99 ms', 'not done'],
      rows,
    );
  }
}
