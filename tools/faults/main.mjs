// npm run faults: every fault against two replicas of each service, under load. Ends with 1 where a promise was broken.
import { createWriteStream } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { arrange, drill, FAULTS, startReplicas } from '@tollgate/testing/faults';
import { sized } from '@tollgate/testing/scale';

const { values } = parseArgs({
  options: {
    repeat: { type: 'string', default: String(sized({ ci: 1, full: 20 })) },
    only: { type: 'string', default: '' },
    clients: { type: 'string', default: '8' },
    recovery: { type: 'string', default: '5' },
    log: { type: 'string' },
  },
});
const repeat = Number(values.repeat);
const chosen = FAULTS.filter(({ name }) => name.includes(values.only));
const file = values.log ? createWriteStream(values.log) : undefined;
const replicas = await startReplicas();
const totals = new Map();
let broken = 0;

function add(report) {
  const { fault, problems, ...numbers } = report;
  const total = totals.get(fault) ?? { runs: 0, broken: 0, worstMs: 0 };
  totals.set(fault, total);
  total.runs += 1;
  total.broken += problems.length > 0 ? 1 : 0;
  total.worstMs = Math.max(total.worstMs, numbers.recoveredMs);
  for (const name of ['requests', 'acknowledged', 'unavailable', 'unknown', 'cut']) {
    total[name] = (total[name] ?? 0) + numbers[name];
  }
  if (problems.length > 0) broken += 1;
  for (const problem of problems.slice(0, 10)) process.stdout.write(`BROKEN ${fault}: ${problem}\n`);
}

try {
  const people = await arrange(replicas.db, 24, 0);
  for (let round = 0; round < repeat; round += 1) {
    for (const fault of chosen) {
      const fresh = await arrange(replicas.db, 0, 5000);
      const options = { clients: Number(values.clients), recoveryMs: Number(values.recovery) * 1000 };
      const { report, log } = await drill(replicas, { ...people, codes: fresh.codes }, fault, options);
      for (const attempt of log.attempts) file?.write(`${JSON.stringify({ fault: fault.name, ...attempt })}\n`);
      process.stdout.write(`${JSON.stringify({ ...report, problems: report.problems.length })}\n`);
      add(report);
    }
  }
} finally {
  await replicas.close();
  file?.end();
}

const COLUMNS = ['runs', 'requests', 'acknowledged', 'unavailable', 'unknown', 'cut', 'worstMs', 'broken'];
process.stdout.write(`\n| fault | ${COLUMNS.join(' | ')} |\n|${'---|'.repeat(COLUMNS.length + 1)}\n`);
for (const [fault, total] of totals) {
  process.stdout.write(`| ${fault} | ${COLUMNS.map((column) => total[column]).join(' | ')} |\n`);
}
const runs = [...totals.values()].reduce((sum, total) => sum + total.runs, 0);
process.stdout.write(`\nload average ${loadavg()[0].toFixed(1)}; ${runs - broken} passed, ${broken} failed\n`);
process.exitCode = broken > 0 ? 1 : 0;
