// More than can be borne: what is still done, how fast, how the rest is refused, and how soon all is well again.
import { highest, START } from './capacity.mjs';
import { digits, startStage, table } from './stage.mjs';

/** Before and after the overload: so much of the capacity. */
const BEFORE = 0.8;
const AFTERWARDS = { share: 0.5, seconds: 10 };
const SECOND = 1000;

/** The most that is done in a second: from the capacity on rates grow by 30 % until a fifth of what is asked is not done in time. */
async function peakOf(stage, capacity, seconds, tell) {
  let peak = 0;
  for (let rate = capacity; ; rate = Math.round(rate * 1.3)) {
    const figures = await stage.run({ rate, seconds });
    const goodput = figures.goodput();
    tell(`${rate}/s: ${digits(goodput)} done, p99 ${digits(figures.at(0.99, { outcome: 'done' }))} ms`);
    peak = Math.max(peak, goodput);
    if (goodput < 0.8 * rate) return peak;
  }
}

/** Seconds after `from` from which on every second is free of refusals and as quick as `aimMs`. */
function backAfter(figures, from, to, aimMs) {
  for (let second = to - SECOND; second >= from; second -= SECOND) {
    const window = { from: second, to: second + SECOND };
    const isWell = figures.count(window) === figures.count({ ...window, outcome: 'done' });
    if (!isWell || figures.at(0.99, window) > aimMs) return (second + SECOND - from) / SECOND;
  }
  return 0;
}

/**
 * `npm run bench -- --suite overload --factor 3`: `--overload` seconds at three times the capacity, and again at three times the
 * peak, of which what is done by then is already a part. The driver has a core of its own: it is no part of what is overloaded.
 */
export async function overload({
  seconds,
  factor = '3',
  overload = '30',
  topologies = ['in-process'],
  database,
  tell,
}) {
  const sections = [];
  for (const topology of topologies) {
    const stage = await startStage({ topology, database, codes: 100_000, apart: true });
    try {
      sections.push(`### ${topology}\n\n${await measure(stage, (line) => tell(`${topology}: ${line}`))}`);
    } finally {
      await stage.stop();
    }
  }
  return sections.join('\n\n');

  async function measure(stage, say) {
    await stage.run({ rate: START, seconds: 3 });
    const { rate: capacity } = await highest(stage, Math.min(seconds, 5), say);
    const peak = await peakOf(stage, capacity, Math.min(seconds, 5), say);
    const calm = await stage.run({ rate: BEFORE * capacity, seconds: seconds * 2 });
    const lines = [
      `- capacity ${digits(capacity)}/s: the highest rate at which every answer is a success and p99 at most 250 ms; peak ${digits(peak)}/s: the most that is done in a second`,
      `- the driver ${stage.isApart ? 'has a core of its own, all else shares the other' : 'shares the cores with all else'}`,
    ];
    for (const [name, base] of Object.entries({ capacity, peak })) {
      lines.push(`\n#### ${factor} times the ${name}\n\n${await drown(stage, { base, capacity, peak, calm, say })}`);
    }
    return lines.join('\n');
  }

  async function drown(stage, { base, capacity, peak, calm, say }) {
    const memory = [stage.memory()];
    const end = Number(overload) * SECOND;
    const figures = await stage.run({
      steps: [
        { rate: Number(factor) * base, seconds: Number(overload) },
        { rate: AFTERWARDS.share * capacity, seconds: AFTERWARDS.seconds },
      ],
    });
    memory.push(stage.memory());
    for (const [what, times] of Object.entries(figures.told)) say(`${times} x ${what}`);
    const during = { from: 0, to: end };
    const done = { ...during, outcome: 'done' };
    const refused = { ...during, outcome: 'refused' };
    const ms = (of, choice) => `${digits(of.at(0.5, choice))} / ${digits(of.at(0.99, choice))}`;
    const rows = ['all', ...figures.kinds].map((name) => {
      const kind = name === 'all' ? undefined : name;
      return [
        name,
        digits((figures.count({ kind, ...during }) * SECOND) / end),
        digits(figures.goodput({ kind, ...during }), 1),
        digits(calm.goodput({ kind }), 1),
        ms(figures, { kind, ...done }),
        ms(calm, { kind, outcome: 'done' }),
        digits(figures.at(0.99, { kind, ...done }) / calm.at(0.99, { kind, outcome: 'done' }), 1),
        ms(figures, { kind, ...refused }),
      ];
    });
    const head = [
      'kind',
      'asked /s',
      'done /s',
      `done /s at ${BEFORE * 100} %`,
      'done ms p50 / p99',
      'the same then',
      'p99 ratio',
      'refused ms p50 / p99',
    ];
    const calmAim = 2 * calm.at(0.99, { outcome: 'done' });
    const facts = [
      `${digits(figures.goodput(during))}/s are done for ${overload} s, **${digits(figures.goodput(during) / peak, 2)}** of the peak`,
      `${figures.count(refused)} refused with Retry-After, ${figures.errors} answered in any other way (${JSON.stringify(figures.told)})`,
      `memory ${memory.map((bytes) => digits(bytes / 2 ** 20)).join(' MiB before, ')} MiB after`,
      `back to normal after ${digits(backAfter(figures, end, end + AFTERWARDS.seconds * SECOND, calmAim))} s at ${AFTERWARDS.share} of the capacity`,
      `the driver sent ${digits(figures.lateness)} ms late (p99); CPU µs each: platform, database, driver ${figures.cpu.map((n) => digits(n)).join(', ')}; load ${digits(figures.load, 1)}`,
    ];
    return `${facts.map((fact) => `- ${fact}`).join('\n')}\n\n${table(head, rows)}`;
  }
}
