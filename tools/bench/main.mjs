// npm run bench: all loads side by side, interleaved in rounds, in one run. Compare the ratios, because absolute numbers
// depend on the machine.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { accounts } from './accounts.mjs';
import { aimsTable } from './aims.mjs';
import { growth } from './growth.mjs';
import { importing } from './import.mjs';
import { median } from './load.mjs';
import { mixed } from './mixed.mjs';
import { money } from './money.mjs';
import { outage } from './outage.mjs';
import { overload } from './overload.mjs';
import { startDatabase } from './processes.mjs';
import { profile } from './profile.mjs';
import { relay } from './relay.mjs';

/** Loads that are compared side by side, in rounds. */
const SUITES = { accounts, money, relay };
/** Runs with their own procedure. Each returns its report. */
const COURSES = { mixed, overload, outage, growth, profile, import: importing };

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: 'accounts,money' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    meshes: { type: 'string', default: 'in-process,nats' },
    topologies: { type: 'string' },
    factor: { type: 'string' },
    overload: { type: 'string' },
    services: { type: 'string' },
    rate: { type: 'string' },
    users: { type: 'string' },
    kind: { type: 'string' },
    write: { type: 'string' },
  },
});

async function measure(suite, rounds) {
  const names = Object.keys(suite.loads).filter(
    (name) => name.includes(values.only) || name === suite.against(values.only),
  );
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results.get(name).push(await suite.loads[name]());
  }
  return results;
}

function table(suite, results) {
  const of = (name, figure) => median(results.get(name).map((result) => result[figure]));
  const digits = (n, d = 0) => (Number.isFinite(n) ? n.toFixed(d) : '');
  const lines = [...results.keys()].map((name) => {
    const base = suite.against(name);
    const ratio = results.has(base) ? of(name, 'perSecond') / of(base, 'perSecond') : NaN;
    const cells = [
      name,
      digits(of(name, 'perSecond')),
      digits(ratio, 2),
      base,
      digits(of(name, 'p50'), 1),
      digits(of(name, 'p99'), 1),
      digits(of(name, 'cpu')),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| load | per second | ratio | against | p50 ms | p99 ms | CPU µs each |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

const database = await startDatabase();
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const report = [];
const tell = (line) => process.stderr.write(`${line}\n`);
try {
  for (const name of values.suite.split(',')) {
    if (COURSES[name]) {
      report.push(
        `## ${name}\n\n${await COURSES[name]({ ...values, seconds, topologies: values.topologies?.split(','), database, tell })}`,
      );
      continue;
    }
    const suite = await SUITES[name]({ meshes: values.meshes.split(','), seconds, database });
    try {
      const results = await measure(suite, rounds);
      const figureOf = (load, figure) =>
        results.has(load) ? median(results.get(load).map((result) => result[figure])) : NaN;
      report.push(`## ${name}\n\n${table(suite, results)}`, aimsTable(figureOf));
    } finally {
      await suite.stop();
    }
  }
} finally {
  await database.stop();
}
const machine = `${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)}; ${rounds} rounds of ${seconds} s, medians (courses: phases of ${seconds} s, once)`;
const text = `${machine}\n\n${report.join('\n\n')}\n`;
process.stdout.write(text);
if (values.write) writeFileSync(values.write, text);
