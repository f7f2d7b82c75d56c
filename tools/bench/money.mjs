// Money: a code redeemed, affiliate quota transferred, an order credited, quota posted and charged; each against the same
// statement under pgbench, which is what PostgreSQL alone can do.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Database, poolConfig } from '@tollgate/platform/db';
import { startPlatform } from '@tollgate/testing/platform';
import pg from 'pg';
import { redeemCode } from '../../apps/billing/dist/redemptions/redeem.statement.js';
import { CreditsRepository } from '../../apps/billing/dist/settlements/credits.repository.js';
import { TransfersRepository } from '../../apps/billing/dist/transfers/transfers.repository.js';
import { RelayQueue } from '../../apps/billing/dist/relay/relay-queue.js';
import { RelayRepository } from '../../apps/billing/dist/relay/relay.repository.js';
import { UsageService } from '../../apps/billing/dist/usage/usage.service.js';
import { ledger } from '../../libs/ledger/dist/index.js';
import { callLoad, httpLoad } from './load.mjs';

const run = promisify(execFile);
/** How long a request may wait for a connection. It is long, so that no request is refused while it is measured. */
const PATIENCE_MS = 30_000;
const USERS = 64;
const CALLERS = 32;
const EPAY = { pid: '1001', key: 'bench-key-of-epay' };
/** @type {import('@tollgate/money').LogQuotaPieces} */
const PIECES = { prefix: '＄', rate: '1', unit: '500000', decimals: 6, suffix: ' 额度' };
/** The options that charging reads. */
const OPTION_VALUES = { QuotaPerUnit: '500000', RelayDebtFactor: 10 };
/** Codes and orders made for one run of a load. */
const SUPPLY = 30_000;

/** The statement and values that a repository would send. */
async function statementOf(call) {
  let sent;
  const recorder = { query: (statement, values) => ((sent = { statement, values }), Promise.resolve([])) };
  await call(recorder);
  return sent;
}

/** The same statement for pgbench, its values as literals but for those that change from one run to the next. */
function script({ statement, values }, changing, lines = []) {
  const literal = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
  const text = statement.text.replace(/\$(\d+)/g, (_, n) => changing[n] ?? literal(values[n - 1]));
  return [...lines, `${text.replace(/\s+/g, ' ')};`].join('\n');
}

/** pgbench with as many clients as the load has callers; transactions per second and mean latency. */
function pgbench(url, text, { seconds, prepare }) {
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-pgbench-'));
    try {
      const offset = (await prepare?.()) ?? 0;
      const file = join(folder, 'script.sql');
      await writeFile(file, text);
      const args = [
        '-n',
        '-M',
        'prepared',
        '-c',
        CALLERS,
        '-j',
        2,
        '-T',
        seconds,
        '-D',
        `i=${offset}`,
        '-f',
        file,
        url,
      ];
      const { stdout, stderr } = await run('pgbench', args.map(String), { maxBuffer: 1 << 26 });
      const failed = Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
      if (failed > 0 || /ERROR/.test(stderr)) throw new Error(`pgbench: ${stderr.slice(0, 500)}`);
      const found = (pattern) => Number(pattern.exec(stdout)?.[1]);
      return { perSecond: found(/tps = ([\d.]+)/), p50: found(/latency average = ([\d.]+)/), p99: NaN, cpu: NaN };
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  };
}

/** Users with a session, quota and affiliate quota to spend. */
async function arrange(platform) {
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  const options = { PayAddress: 'https://pay.example/', EpayId: EPAY.pid, EpayKey: EPAY.key };
  for (const [key, value] of Object.entries(options)) await root.put('/api/option/', { key, value });
  const users = [];
  for (let n = 0; n < USERS; n += 1) {
    const client = platform.client();
    await client.signUp(`spender${n}`, 'password123');
    users.push({ id: client.userId, cookie: client.cookies.get('session') });
  }
  const rich = (kind, account, against) =>
    platform.db.owner.query(
      `SELECT ledger.post('${kind}', 'bench-' || u, NULL, '', '', ARRAY[(u, '${account}', 1000000000000000)::ledger.leg,
              (NULL, '${against}', -1000000000000000)::ledger.leg]) FROM unnest($1::bigint[]) u`,
      [users.map(({ id }) => id)],
    );
  await rich('order_credit', 'quota', 'epay');
  await rich('inviter_reward', 'affiliate', 'affiliate');
  return users;
}

const hex = (n) => n.toString(16).padStart(32, '0');
const orderNo = (n) => `USR1NO${n}`;
const signed = (params) => {
  const text = Object.entries(params)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const sign = createHash('md5').update(`${text}${EPAY.key}`).digest('hex');
  return new URLSearchParams({ ...params, sign, sign_type: 'MD5' }).toString();
};

/** The suite of `npm run bench -- --suite=money`. */
export async function money({ seconds, database }) {
  const platform = await startPlatform({ mesh: 'in-process' });
  const users = await arrange(platform);
  const { url, owner } = platform.db;
  const target = { origin: platform.origin, pids: platform.processes.map(({ pid }) => pid) };
  const pool = new pg.Pool(poolConfig({ url, service: 'billing', size: 10, patienceMs: PATIENCE_MS }));
  const billing = new Database(pool, PATIENCE_MS);
  const usage = new UsageService(
    new RelayQueue(new RelayRepository(billing, /** @type {any} */ ({ get: (key) => OPTION_VALUES[key] }))),
  );

  let supplied = 0;
  /** Creates unused codes or orders. Returns the number of the first one. */
  async function supply(what) {
    const from = supplied;
    supplied += SUPPLY;
    const text = {
      code: `INSERT INTO billing.redemptions (key, batch_id, created_by, name, quota)
             SELECT lpad(to_hex(n), 32, '0'), 1, 1, 'bench', 5 FROM generate_series($1::bigint, $2::bigint) n`,
      order: `INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money)
              SELECT 'USR1NO' || n, ($3::bigint[])[1 + n % ${USERS}], 'epay', 'alipay', 1, 5, 7.30
                FROM generate_series($1::bigint, $2::bigint) n`,
    }[what];
    await owner.query(text, [from, from + SUPPLY - 1, ...(what === 'order' ? [users.map(({ id }) => id)] : [])]);
    return from;
  }

  const asUser = (n, path, body) => ({
    method: 'POST',
    path,
    headers: {
      cookie: `session=${users[n % USERS].cookie}`,
      'new-api-user': String(users[n % USERS].id),
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  /** A load over HTTP in which every request differs. Refusals are HTTP 200 as well, so the effects are counted afterwards. */
  const http =
    (request, /** @type {{ prepare?: () => Promise<number>, done: () => Promise<number> }} */ { prepare, done }) =>
    async () => {
      let next = (await prepare?.()) ?? 0;
      const before = await done();
      const first = request(next);
      const requests = [{ ...first, setupRequest: (one) => ({ ...one, ...request((next += 1)) }) }];
      const result = await httpLoad(target, { requests, connections: CALLERS, seconds });
      const effects = (await done()) - before;
      // requests in flight at the end have an effect but are not counted, so effects may exceed the count
      if (effects < result.perSecond * seconds * 0.99)
        throw new Error(`${effects} effects of ${result.perSecond * seconds}`);
      return result;
    };
  const posted = (kind) => async () =>
    (await owner.query('SELECT count(*) AS n FROM ledger.transactions WHERE kind = $1', [kind]))[0].n;

  const redeem = await statementOf((sql) => redeemCode(sql, '', 0, 'r', PIECES));
  const transfer = await statementOf((sql) =>
    new TransfersRepository().transfer(sql, { userId: 0, ref: '', requestId: '', quota: 500_000 }),
  );
  const settle = await statementOf((sql) =>
    new CreditsRepository(sql).settle({
      provider: 'epay',
      eventId: '',
      type: 'TRADE_SUCCESS',
      callbackId: null,
      tradeNo: '',
      money: '7.30',
      paid: '7.30',
      currency: null,
      usedMethod: 'alipay',
      providerRef: 'x',
      paymentRef: 'x',
    }),
  );
  /** @returns {import('../../libs/ledger/dist/index.js').Posting} */
  const posting = (userId) => ({
    kind: 'usage',
    ref: `p${(count += 1)}`,
    actor: userId,
    legs: [
      { userId, account: 'quota', amount: -5 },
      { account: 'usage', amount: 5 },
    ],
    counts: [{ userId, usedQuota: 5, requestCount: 1 }],
  });
  let count = 0;
  const charge = (userId) =>
    usage.charge(
      { request_id: `c${(count += 1)}`, user_id: userId, amount: 5, model: 'gpt-4' },
      { deadline: Date.now() + 60_000 },
    );
  const someone = () => users[Math.floor(Math.random() * USERS)].id;

  const first = users[0].id;
  const oneUser = `\\set u random(${first}, ${first + USERS - 1})`;
  const fresh = [`\\set i :i + ${CALLERS}`, '\\set n :i + :client_id'];
  const postScript = (who) =>
    `${who}\nSELECT ledger.post('usage', gen_random_uuid()::text, (:u)::bigint, '', '', ARRAY[((:u)::bigint, 'quota', -5)::ledger.leg,
      (NULL, 'usage', 5)::ledger.leg], ARRAY[((:u)::bigint, 5, 1, 0, 0)::ledger.count]);`.replace(/\n\s+/g, ' ');
  const bench = (text, prepare) => pgbench(url, text, { seconds, prepare });

  const loads = {
    'redeem, pgbench': bench(
      script(redeem, { 1: `lpad(to_hex((:n)::bigint), 32, '0')`, 2: '(:u)::bigint' }, [oneUser, ...fresh]),
      () => supply('code'),
    ),
    'redeem, HTTP': http((n) => asUser(n, '/api/user/topup', { key: hex(n) }), {
      prepare: () => supply('code'),
      done: posted('redeem'),
    }),
    'transfer, pgbench': bench(
      script(transfer, { 1: '(:u)::bigint', 2: 'gen_random_uuid()::text', 4: '500000' }, [oneUser]),
    ),
    'transfer, HTTP': http((n) => asUser(n, '/api/user/aff_transfer', { quota: 500_000 }), {
      done: posted('aff_transfer'),
    }),
    'order to credit, pgbench': bench(
      script(
        settle,
        { 1: `'USR1NO' || (:n)::bigint`, 8: `'e' || (:n)::bigint`, 10: 'NULL::bigint', 11: `'epay:' || (:n)::bigint` },
        fresh,
      ),
      () => supply('order'),
    ),
    'order to credit, HTTP': http(
      (n) => ({
        method: 'GET',
        path: `/api/user/epay/notify?${signed({
          pid: EPAY.pid,
          trade_no: `T${n}`,
          out_trade_no: orderNo(n),
          type: 'alipay',
          name: 'TUC1',
          money: '7.30',
          trade_status: 'TRADE_SUCCESS',
        })}`,
      }),
      { prepare: () => supply('order'), done: posted('order_credit') },
    ),
    'posting spread, pgbench': bench(postScript(oneUser)),
    'posting spread, libs/ledger': () =>
      callLoad(() => ledger.postAlone(billing, posting(someone())), { inFlight: CALLERS, seconds }),
    'posting hot, pgbench': bench(postScript(`\\set u ${first}`)),
    'posting hot, libs/ledger': () =>
      callLoad(() => ledger.postAlone(billing, posting(first)), { inFlight: CALLERS, seconds }),
    'charge spread, 32 callers': () => callLoad(() => charge(someone()), { inFlight: CALLERS, seconds }),
    'charge hot, 32 callers': () => callLoad(() => charge(first), { inFlight: CALLERS, seconds }),
    'charge spread, 512 callers': () => callLoad(() => charge(someone()), { inFlight: 512, seconds }),
    'charge hot, 512 callers': () => callLoad(() => charge(first), { inFlight: 512, seconds }),
  };
  return {
    loads,
    against: (name) => `${name.replace(/^charge (\w+),.*/, 'posting $1,').replace(/,.*/, '')}, pgbench`,
    stop: async () => {
      await pool.end();
      await platform.close();
    },
    database,
  };
}
