// One service is stopped: the latency of requests that do not need it, how requests that need it are refused, and the
// time until it works again.
import { setTimeout as sleep } from 'node:timers/promises';
import { digits, startStage, table } from './stage.mjs';

const SECOND = 1000;
/** The service that answers each kind. */
const SERVICE = { self: 'auth', login: 'auth', transfer: 'billing', redeem: 'billing', list: 'admin' };
const MIX = { self: 60, login: 4, transfer: 16, redeem: 10, list: 10 };
/** The breaker is open by then, because five requests have timed out after 5 s. */
const OPEN_AFTER = 6 * SECOND;
/** Requests that were due less than this before the outage are left out, because the outage may have hit them. */
const SETTLED = 500;

const WAYS = {
  frozen: { down: (process) => process.signal('SIGSTOP'), up: (process) => process.signal('SIGCONT') },
  killed: { down: (process) => process.kill(), up: (process) => process.up() },
};

/** `npm run bench -- --suite outage --rate 60`: one run for each outage, with equal phases before, during and after it. */
export async function outage({ seconds, rate = '60', services = 'billing,admin,auth', database, tell }) {
  const stage = await startStage({ topology: 'nats', database, codes: 60_000 });
  const rows = [];
  try {
    await stage.run({ rate: Number(rate), seconds: 3, mix: MIX });
    for (const service of services.split(',')) {
      for (const [way, { down, up }] of Object.entries(WAYS)) {
        rows.push(...(await measure(service, way, down, up)));
        tell(`${service} ${way}: done`);
      }
    }
  } finally {
    await stage.stop();
  }
  const head = [
    'outage',
    'requests',
    'before ms p50 / p99',
    'during ms p50 / p99',
    'p50, p99 ratio',
    'not done during',
    'refused with the breaker open, ms p50 / p99',
    'all done again after s',
  ];
  return table(head, rows);

  async function measure(service, way, down, up) {
    const process = stage.platform.processes.find(({ target }) => target === service);
    const away = Math.max(12, seconds * 2) * SECOND;
    const calm = Math.max(6, seconds) * SECOND;
    const running = stage.run({ rate: Number(rate), seconds: (2 * calm + away) / SECOND, mix: MIX });
    const started = performance.now();
    await sleep(calm);
    await down(process);
    const from = performance.now() - started;
    await sleep(away);
    const until = performance.now() - started;
    await up(process);
    const whole = performance.now() - started;
    const figures = await running;
    for (const [what, times] of Object.entries(figures.told)) tell(`${service} ${way}: ${times} x ${what}`);
    const of = {
      before: { from: 0, to: from - SETTLED },
      during: { from, to: until },
      open: { from: from + OPEN_AFTER, to: until },
    };
    const ms = (choice) => `${digits(figures.at(0.5, choice))} / ${digits(figures.at(0.99, choice))}`;
    const ratio = (kind, share) =>
      digits(figures.at(share, { kind, ...of.during }) / figures.at(share, { kind, ...of.before }), 2);
    return Object.keys(MIX).map((kind) => {
      const isHit = SERVICE[kind] === service;
      const failing = figures.pick({ kind, from: until }).filter(({ outcome }) => outcome !== 'done');
      const last = Math.max(whole, ...failing.map(({ due }) => due));
      const notDone = figures.count({ kind, ...of.during }) - figures.count({ kind, outcome: 'done', ...of.during });
      return [
        `${service} ${way}`,
        kind,
        ms({ kind, ...of.before }),
        isHit ? '' : ms({ kind, ...of.during }),
        isHit ? '' : `${ratio(kind, 0.5)}, ${ratio(kind, 0.99)}`,
        notDone,
        isHit ? ms({ kind, outcome: 'refused', ...of.open }) : '',
        isHit ? digits((last - whole) / SECOND, 1) : '',
      ];
    });
  }
}
