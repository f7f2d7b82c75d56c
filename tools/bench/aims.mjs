// The aims of the suites: the cost that a load should not exceed, as a ratio within one run or in absolute figures.

const SMALLEST = 'smallest Fastify server';

/**
 * @typedef {{ load: string, figure: string, against?: string, atMost?: number, atLeast?: number }} Aim
 */

/**
 * Aims by load. `figure` names what is compared; with `against` it is the ratio to that load's figure.
 * @type {Aim[]}
 */
export const AIMS = [
  ...['self by session', 'self by access token'].flatMap((load) => [
    { load: `${load}, in-process`, figure: 'cpu', atMost: 150 },
    { load: `${load}, in-process`, figure: 'perSecond', against: SMALLEST, atLeast: 0.27 },
    { load: `${load}, nats`, figure: 'cpu', atMost: 220 },
  ]),
  { load: 'self, one connection, in-process', figure: 'p50', atMost: 0.5 },
  { load: 'self, one connection, nats', figure: 'p50', atMost: 0.9 },
  { load: 'status, in-process', figure: 'perSecond', against: SMALLEST, atLeast: 0.6 },
  { load: '20 own API keys, in-process', figure: 'cpu', against: 'self by session, in-process', atMost: 1.5 },
  { load: 'one user by number, in-process', figure: 'cpu', against: 'self by session, in-process', atMost: 1.5 },
  {
    load: 'reserve + settle spread, NATS',
    figure: 'perSecond',
    against: 'reserve + settle spread, pgbench',
    atLeast: 4,
  },
  // a pair is two operations, so 0.4 pairs for each charge are 0.8 operations
  { load: 'reserve + settle spread, NATS', figure: 'perSecond', against: 'charge spread, NATS', atLeast: 0.4 },
  {
    load: 'reserve + settle hot, NATS',
    figure: 'perSecond',
    against: 'reserve + settle spread, NATS',
    atLeast: 0.5,
  },
  { load: 'verify, HTTP', figure: 'cpu', against: 'self by session, HTTP', atMost: 1 },
  { load: 'reserve, HTTP', figure: 'cpu', against: 'self by session, HTTP', atMost: 1.6 },
  // batches of 500 records
  { load: 'usage, 500 records a batch, HTTP', figure: 'perSecond', atLeast: 20 },
];

const UNITS = { cpu: 'CPU µs', perSecond: 'per second', p50: 'p50 ms' };

/** A table of the aims whose loads were measured: the aim, the figure, and how far the figure is from it (1 or more: met). */
export function aimsTable(figureOf) {
  const lines = AIMS.flatMap((aim) => {
    const value = valueOf(aim, figureOf);
    if (!Number.isFinite(value)) return [];
    const { load, figure, against, atMost, atLeast } = aim;
    const what = against ? `${UNITS[figure]} / those of ${against}` : UNITS[figure];
    const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    const met = atMost === undefined ? value / atLeast : atMost / value;
    return [`| ${[load, what, bound, value.toFixed(2), met.toFixed(2)].join(' | ')} |`];
  });
  const head = ['| load | figure | aim | measured | aim met by (1 or more) |', '|---|---|---|---|---|'];
  return lines.length > 0 ? [...head, ...lines].join('\n') : '';
}

/**
 * @param {Aim} aim
 * @param {(load: string, figure: string) => number} figureOf
 */
function valueOf({ load, figure, against }, figureOf) {
  const value = figureOf(load, figure);
  return against ? value / figureOf(against, figure) : value;
}
