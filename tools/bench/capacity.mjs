// What a deployment bears of the mixed load: every answer a success, one in a hundred later than the aim.
import { digits } from './stage.mjs';

export const AIM_MS = 250;
export const START = 100;
/** The search ends when the highest rate that holds and the lowest that does not are this close. */
const CLOSE = 1.08;
const LEAST = 5;

export const holds = (figures) => figures.at(0.99) <= AIM_MS && figures.count({ outcome: 'done' }) === figures.count();

/** What limits: p99 of each kind, and how many were not done. */
function perKind(figures) {
  const of = [undefined, ...figures.kinds].map((kind) => {
    const notDone = figures.count({ kind }) - figures.count({ kind, outcome: 'done' });
    return `${kind ?? 'p99 ms, all'} ${digits(figures.at(0.99, { kind }))}${notDone > 0 ? ` (${notDone} not done)` : ''}`;
  });
  return of.join(', ');
}

/** Doubles a rate while it is borne, then halves the gap. Resolves with the last run that held. */
export async function highest(stage, seconds, tell) {
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
