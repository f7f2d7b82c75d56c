// Overload: how many requests still succeed and how fast, how the rest is refused, and how soon the platform recovers.
import { digits, startStage, table } from './stage.mjs';

const START = 150;
/** The load before and after the overload: its share of the peak and its duration. */
const AROUND = { share: 0.5, seconds: 10 };
const SECOND = 1000;

/** The highest goodput a second. The rate grows by 30 % until a fifth of the requests is not done in time, twice in a row. */
async function peakOf(stage, seconds, tell) {
  let peak = 0;
  let short = 0;
  for (let rate = START; short < 2; rate = Math.round(rate * 1.3)) {
    const figures = await stage.run({ rate, seconds });
    const goodput = figures.goodput();
    tell(`${rate}/s: ${digits(goodput)} done, p99 ${digits(figures.at(0.99, { outcome: 'done' }))} ms`);
    peak = Math.max(peak, goodput);
    short = goodput < 0.8 * rate ? short + 1 : 0;
  }
  return peak;
}

/** For each second between two moments: the share of requests that succeeded, and p99 in ms. */
function secondsOf(figures, from, to) {
  return Array.from({ length: (to - from) / SECOND }, (_, i) => {
    const window = { from: from + i * SECOND, to: from + (i + 1) * SECOND };
    return {
      done: figures.count({ ...window, outcome: 'done' }) / figures.count(window),
      p99: figures.at(0.99, window),
    };
  });
}

/** Seconds until each later second is as good as the worst second `before`: as many successes, and p99 at most doubled. */
function backAfter(before, after) {
  const done = Math.min(...before.map((second) => second.done));
  const p99 = 2 * Math.max(...before.map((second) => second.p99));
  return after.findLastIndex((second) => second.done < done || second.p99 > p99) + 1;
}

/**
 * `npm run bench -- --suite overload --factor 3`: `seconds` at 80 % of the peak and some at half of it, then `--overload` seconds at
 * `factor` times the peak. If the machine has a spare core the driver runs on it, because the driver should not be overloaded.
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
    const peak = await peakOf(stage, Math.min(seconds, 5), say);
    const calm = await stage.run({ rate: 0.8 * peak, seconds: seconds * 2 });
    const before = await stage.run({ rate: AROUND.share * peak, seconds: AROUND.seconds });
    const memory = [stage.memory()];
    const end = Number(overload) * SECOND;
    const figures = await stage.run({
      steps: [
        { rate: Number(factor) * peak, seconds: Number(overload) },
        { rate: AROUND.share * peak, seconds: AROUND.seconds },
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
      'done /s at 80 %',
      'done ms p50 / p99',
      'the same at 80 %',
      'p99 ratio',
      'refused ms p50 / p99',
    ];
    const around = AROUND.seconds * SECOND;
    const back = backAfter(secondsOf(before, 0, around), secondsOf(figures, end, end + around));
    const facts = [
      `peak ${digits(peak)}/s; at ${factor} times that for ${overload} s ${digits(figures.goodput(during))}/s are done, ${digits(figures.goodput(during) / peak, 2)} of it`,
      `${figures.count(refused)} refused with Retry-After, ${figures.errors} answered in any other way (${JSON.stringify(figures.told)})`,
      `memory ${memory.map((bytes) => digits(bytes / 2 ** 20)).join(' MiB before, ')} MiB after`,
      `as before after ${back} s at ${AROUND.share} of the peak`,
      `the driver ${stage.isApart ? 'has a core of its own, all else shares the rest' : 'shares the cores with all else'}`,
      `the driver sent ${digits(figures.lateness)} ms late (p99); CPU µs each: platform, database, driver ${figures.cpu.map((n) => digits(n)).join(', ')}; load ${digits(figures.load, 1)}`,
    ];
    return `${facts.map((fact) => `- ${fact}`).join('\n')}\n\n${table(head, rows)}`;
  }
}
