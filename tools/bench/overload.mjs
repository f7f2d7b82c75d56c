// More than can be borne: what is still done, how fast, how the rest is refused, and how soon all is well again.
import { digits, startStage, table } from './stage.mjs';

const START = 150;
/** After the overload: so much of the peak, for so long. */
const AFTERWARDS = { share: 0.5, seconds: 10 };
const SECOND = 1000;

/** The most that is done in a second: rates grow by 30 % until a fifth of what is asked is not done in time. */
export async function peakOf(stage, seconds, tell) {
  let peak = 0;
  for (let rate = START; ; rate = Math.round(rate * 1.3)) {
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

/** `npm run bench -- --suite overload --factor 3`: `seconds` at 80 % of the peak, then `--overload` seconds at the factor of it. */
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
    const stage = await startStage({ topology, database, codes: 100_000 });
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
    const memory = [stage.memory()];
    const end = Number(overload) * SECOND;
    const figures = await stage.run({
      steps: [
        { rate: Number(factor) * peak, seconds: Number(overload) },
        { rate: AFTERWARDS.share * peak, seconds: AFTERWARDS.seconds },
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
    const calmAim = 2 * calm.at(0.99, { outcome: 'done' });
    const facts = [
      `peak ${digits(peak)}/s; at ${factor} times that for ${overload} s ${digits(figures.goodput(during))}/s are done, ${digits(figures.goodput(during) / peak, 2)} of it`,
      `${figures.count(refused)} refused with Retry-After, ${figures.errors} answered in any other way (${JSON.stringify(figures.told)})`,
      `memory ${memory.map((bytes) => digits(bytes / 2 ** 20)).join(' MiB before, ')} MiB after`,
      `back to normal after ${digits(backAfter(figures, end, end + AFTERWARDS.seconds * SECOND, calmAim))} s at ${AFTERWARDS.share} of the peak`,
      `the driver sent ${digits(figures.lateness)} ms late (p99); CPU µs each: platform, database, driver ${figures.cpu.map((n) => digits(n)).join(', ')}; load ${digits(figures.load, 1)}`,
    ];
    return `${facts.map((fact) => `- ${fact}`).join('\n')}\n\n${table(head, rows)}`;
  }
}
