// Raw bytes on connections: invalid requests, requests that are too slow or too large, and two requests in one.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { startPlatform } from '@tollgate/testing/platform';
import { expectInvariants } from '@tollgate/testing/database';
import { Memory } from './memory.mjs';
import { LEAK } from './judge.mjs';
import { NormalClient } from './normal-client.mjs';
import { CASES, smuggled } from './raw-cases.mjs';
import { Siege } from './siege.mjs';
import { Wire } from './wire.mjs';

const AT_ONCE = 8;
/** Cases between two periods in which the normal client is alone. */
const SPELL = 100;
const SPELL_MS = 3000;
/** How long to wait for a wrong answer if none is expected. */
const SILENCE_MS = 300;

/** The gateway trusts this client's request ids, so that each answer can be matched to its request. */
const ENV = { TRUSTED_PROXIES: '127.0.0.1' };

const variation = fc.record({ how: fc.constantFrom('whole', 'halves', 'drops'), before: fc.nat(2) });
const BEFORE = [
  { line: 'GET /api/status HTTP/1.1', status: 200 },
  { line: 'GET /api/nowhere HTTP/1.1', status: 404 },
];
const STATUS = (id) => `GET /api/status HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n\r\n`;

/** Sends `total` cases while slow clients besiege the server and a normal one works. */
export async function run({ total, seed, only, mesh, slack, report }) {
  const chosen = CASES.filter(({ name }) => name.includes(only));
  const platform = await startPlatform({ mesh, env: ENV });
  const port = Number(new URL(platform.origin).port);
  const normal = await NormalClient.start(platform, report);
  const memory = new Memory(platform);
  const begun = Date.now();
  let done = 0;
  let held;

  /** Sends one case and reports the outcome if it is not the expected one. */
  async function attempt(number, { how, before }) {
    const base = chosen[number % chosen.length];
    const id = `raw-${String(number).padStart(6, '0')}`;
    const alone = base.end === 'half' || base.end === 'reset';
    const ahead = alone ? [] : BEFORE.slice(0, before);
    const parts = [base.send({ id, marker: `smug${number}` })].flat();
    parts[0] =
      ahead.map(({ line }, i) => `${line}\r\nHost: x\r\nX-Request-Id: ${id}.b${i}\r\n\r\n`).join('') + parts[0];
    if (base.end === 'open') parts.push(STATUS(`${id}.end`));
    const wire = await Wire.open(port);
    for (const part of parts) {
      await wire.send(part, how);
      if (parts.length > 1) await sleep(20);
    }
    const wanted = [...ahead.map(({ status }) => [status]), ...base.answers, ...(base.end === 'open' ? [[200]] : [])];
    const problem = await verdict(wire, base, wanted, parts.join(''), id);
    wire.reset();
    if (problem) report(`${base.name}: ${problem}`, { number, how, before, sent: parts.join('').slice(0, 200) });
  }

  async function verdict(wire, base, wanted, sent, id) {
    if (base.end === 'reset') return void wire.reset();
    if (base.end === 'half') wire.halfClose();
    if (base.end === 'waits') {
      await wire.until(({ answers }) => answers.filter(isFinal).length >= wanted.length);
      await sleep(SILENCE_MS);
      if (wire.closed || wire.ended) return 'does not wait for the rest';
      return problemWith(wire.received.answers, wanted, base, sent);
    }
    const isOver = await wire.until(({ answers }) =>
      answers.some(({ headers }) => headers['x-request-id'] === `${id}.end`),
    );
    if (!isOver) return base.end === 'open' ? 'no answer' : 'the connection stays open';
    if (base.end === 'open' && (wire.closed || wire.ended)) return 'the connection is closed';
    return problemWith(wire.received.answers, wanted, base, sent);
  }

  async function spell(from, to) {
    normal.now('calm');
    await sleep(SPELL_MS);
    normal.now('besieged');
    const siege = new Siege(port, report);
    const queue = fc.sample(variation, { numRuns: to - from, seed: seed + from }).entries();
    const worker = async () => {
      for (const [i, how] of queue) await attempt(from + i, how);
    };
    await siege.hold(() => Promise.all(Array.from({ length: AT_ONCE }, worker)), from === 0);
    normal.now('calm');
    done = to;
    const before = performance.now();
    const { status } = await fetch(new URL('/api/status', platform.origin));
    const ms = performance.now() - before;
    if (status !== 200 || ms > 1000 + slack) report('the platform is not open again at once', { status, ms });
  }

  try {
    await control(port, platform.db, report);
    for (let from = 0; from < total; from += SPELL) {
      await spell(from, Math.min(total, from + SPELL));
      memory.note();
      console.log(`${done} cases, ${memory}`);
    }
    const made = await platform.db.owner.query(`SELECT username FROM auth.users WHERE username LIKE 'smug%'`);
    if (made.length > 0) report('a smuggled request was carried out', made);
    for (const { lines } of platform.processes) {
      for (const line of lines) if (line.level === 'error') report(`an error was logged: ${line.message}`, line);
    }
    await expectInvariants(platform.db);
    memory.judge(report);
    held = `${memory}`;
    await normal.stop(slack);
  } finally {
    await platform.close();
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  return { done, lines: [`${done} cases of ${chosen.length} kinds in ${seconds} s`, held, `${normal}`] };
}

const isFinal = ({ interim }) => !interim;

/** The fault of the answers as text, or undefined if there is none. */
function problemWith(answers, wanted, { optional, interim = false }, sent) {
  const finals = answers.filter(isFinal);
  if (!interim && finals.length < answers.length) return 'an interim answer';
  const statuses = finals.map(({ status }) => status);
  const fits = (list) => list.length === statuses.length && list.every((allowed, i) => allowed.includes(statuses[i]));
  if (!fits(wanted) && !(optional && fits([...wanted, optional]))) return `answers ${statuses.join(' ')}`;
  const order = [...sent.matchAll(/X-Request-Id: (\S+)/g)].map(([, id]) => id);
  const seen = finals.map(({ headers }) => headers['x-request-id']).filter((id) => order.includes(id));
  if (seen.some((id, i) => i > 0 && order.indexOf(seen[i - 1]) >= order.indexOf(id))) return 'answers out of order';
  if (seen.some((id) => id.endsWith('-smuggled'))) return 'an answer to what was smuggled';
  const leak = finals.map(({ text }) => LEAK.exec(text)).find(Boolean);
  return leak ? `leaks ${leak[0]}` : undefined;
}

/** The control: the smuggled request creates an account if it is sent alone. Otherwise its absence would show nothing. */
async function control(port, db, report) {
  const wire = await Wire.open(port);
  await wire.send(smuggled('control'));
  await wire.until(({ answers }) => answers.length > 0);
  wire.reset();
  const made = await db.owner.query(`SELECT FROM auth.users WHERE username = 'control'`);
  if (made.length !== 1) report('the control made no account', wire.received);
}
