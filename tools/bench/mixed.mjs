// The highest rate of the mixed load that a deployment bears: p99 within the aim, every answer a success.
import { highest, holds, START } from './capacity.mjs';
import { digits, startStage, table, TOPOLOGIES } from './stage.mjs';

const KINDS = ['self', 'transfer', 'list', 'login', 'redeem', 'order', 'notify'];

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
