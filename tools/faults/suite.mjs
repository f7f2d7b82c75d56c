import { createWriteStream } from 'node:fs';
import { loadavg } from 'node:os';
import { arrange, drill, startReplicas } from '@tollgate/testing/faults';

const COLUMNS = [
  'runs',
  'requests',
  'acknowledged',
  'unavailable',
  'unknown',
  'cut',
  'refusedMs',
  'usualMs',
  'recoveredMs',
  'broken',
];
const WORST = new Set(['refusedMs', 'usualMs', 'recoveredMs']);

/** Runs faults under load, those that need the same platform one after the other, and sums up what came of them. */
export class Suite {
  #totals = new Map();
  #skipped = [];
  #notes = [];
  #file;

  /** @param options clients; recovery in seconds; log: a file for the clients' log */
  constructor(options) {
    this.options = options;
    this.#file = options.log ? createWriteStream(options.log) : undefined;
  }

  /** Each fault so often, on one platform. */
  async run(faults, repeat, platform = {}) {
    const possible = faults.filter((fault) => !this.#skips(fault));
    if (possible.length === 0) return;
    const replicas = await startReplicas(platform);
    try {
      const people = await arrange(replicas.db, 24, 0);
      for (let round = 0; round < repeat; round += 1) {
        for (const fault of possible) await this.#drill(replicas, people, fault);
      }
    } finally {
      await replicas.close();
    }
  }

  /** Something to be said of the figures, now and beside them. */
  note(text) {
    this.#notes.push(text);
    process.stdout.write(`${text}\n`);
  }

  /** Prints the table; true where no promise was broken. */
  finish() {
    this.#file?.end();
    process.stdout.write(`\n| fault | ${COLUMNS.join(' | ')} |\n|${'---|'.repeat(COLUMNS.length + 1)}\n`);
    for (const [fault, total] of this.#totals) {
      process.stdout.write(`| ${fault} | ${COLUMNS.map((column) => total[column]).join(' | ')} |\n`);
    }
    for (const line of this.#notes) process.stdout.write(`\n${line}\n`);
    for (const line of this.#skipped) process.stdout.write(`\nSKIPPED ${line}\n`);
    const totals = [...this.#totals.values()];
    const runs = totals.reduce((sum, total) => sum + total.runs, 0);
    const broken = totals.reduce((sum, total) => sum + total.broken, 0);
    process.stdout.write(`\nload average ${loadavg()[0].toFixed(1)}; ${runs - broken} passed, ${broken} failed\n`);
    return runs > 0 && broken === 0;
  }

  #skips({ name, missing }) {
    const why = missing?.();
    if (why) this.#skipped.push(`${name}: ${why}`);
    return why !== undefined;
  }

  async #drill(replicas, people, fault) {
    const { codes } = await arrange(replicas.db, 0, 5000);
    const { clients, recovery } = this.options;
    const { report, log } = await drill(replicas, { ...people, codes }, fault, {
      clients,
      recoveryMs: recovery * 1000,
    });
    for (const attempt of log.attempts) this.#file?.write(`${JSON.stringify({ fault: fault.name, ...attempt })}\n`);
    process.stdout.write(`${JSON.stringify({ ...report, problems: report.problems.length })}\n`);
    this.#add(report);
  }

  #add({ fault, problems, ...numbers }) {
    const total = this.#totals.get(fault) ?? Object.fromEntries(COLUMNS.map((column) => [column, 0]));
    this.#totals.set(fault, total);
    for (const column of COLUMNS) {
      const value = column === 'runs' ? 1 : column === 'broken' ? Number(problems.length > 0) : numbers[column];
      total[column] = WORST.has(column) ? Math.max(total[column], value) : total[column] + value;
    }
    for (const problem of problems.slice(0, 10)) process.stdout.write(`BROKEN ${fault}: ${problem}\n`);
  }
}
