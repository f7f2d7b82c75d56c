// The highest rate of the mixed load that a deployment sustains: p99 is within the aim and every answer is a success.
import { digits, startStage, table, TOPOLOGIES } from './stage.mjs';

const AIM_MS = 250;
/** The search ends when the highest rate that holds and the lowest that does not are this close. */
const CLOSE = 1.08;
const START = 100;
const KINDS = ['self', 'transfer', 'list', 'login', 'redeem', 'order', 'notify'];
const LEAST = 5;

const holds = (figures) => figures.at(0.99) <= AIM_MS && figures.count({ outcome: 'done' }) === figures.count();

/** p99 of each kind and how many requests failed, so that you see which kind is the limit. */
function perKind(figures) {
  const of = [undefined, ...figures.kinds].map((kind) => {
    const notDone = figures.count({ kind }) - figures.count({ kind, outcome: 'done' });
    return `${kind ?? 'p99 ms, all'} ${digits(figures.at(0.99, { kind }))}${notDone > 0 ? ` (${notDone} not done)` : ''}`;
  });
  return of.join(', ');
}

/** Doubles the rate while it is sustained, then bisects. Resolves with the last run that was sustained. */
async function highest(stage, seconds, tell) {
  let [low, high] = [undefined, Infinity];
  for (let rate = START; ;) {
    const figures = await stage.run({ rate, seconds });
    tell(`${rate}/s: ${perKind(figures)}`);
    if (holds(figures)) low = figures;
    else high = rate;
    if (!low && high < LEAST) throw new Error(`not even ${high}/s holds`);
    if (low && high / low.rate <= CLOSE) return low;
    if (!low) rate = Math.floor(high / 2);
    else rate = Math.round(high === Infinity ? low.rate * 2 : Math.sqrt(high * low.rate));
  }
}

/** `npm run bench -- --suite mixed`: for each deployment the rate found and, at that rate, a run of three times the length. */
export async function mixed({ seconds, topologies = Object.keys(TOPOLOGIES).slice(0, 3), database, tell }) {
  const rows = [];
  for (const topology of topologies) {
    const stage = await startStage({ topology, database, codes: 60_000 });
    try {
      await stage.run({ rate: START, seconds: 3 });
      const found = await highest(stage, seconds, (line) => tell(`${topology}: ${line}`));
      for (let rate = found.rate; ; rate = Math.round(rate * 0.95)) {
        const figures = await stage.run({ rate, seconds: seconds * 3 });
        tell(`${topology}: confirming ${rate}/s: p99 ${digits(figures.at(0.99))} ms`);
        if (!holds(figures)) continue;
        rows.push(row(topology, figures));
        break;
      }
    } finally {
      await stage.stop();
    }
  }
  const head = [
    'deployment',
    'per second',
    'p50 / p99 ms',
    ...KINDS,
    'CPU µs each: platform, database, driver',
    'load',
  ];
  return table(head, rows);

  function row(topology, figures) {
    const both = (choice) => `${digits(figures.at(0.5, choice))} / ${digits(figures.at(0.99, choice))}`;
    const of = KINDS.map((kind) => both({ kind }));
    return [
      topology,
      figures.rate,
      both(),
      ...of,
      figures.cpu.map((n) => digits(n)).join(', '),
      digits(figures.load, 1),
    ];
  }
}
