// How long moving in takes, and how much memory: the import of a New API of so many users, beside a plain COPY of the same rows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const MAIN = fileURLToPath(new URL('../../apps/all/dist/main.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../libs/importer/samples/newapi-2026-08.postgres.sql.gz', import.meta.url));
const SECRET = 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn';
const MEGABYTE = 1024;
/** The aims (docs/adr/0012-moving-in.md), at 1,000,000 users and as many keys and orders. */
const AIM = { seconds: 300, timesCopy: 3, linesPerSecond: 50_000, logsTimesCopy: 2, megabytes: 400 };
const PEOPLE = [
  'auth.users',
  'auth.api_keys',
  'billing.orders',
  'ledger.accounts',
  'ledger.counters',
  'ledger.transactions',
  'ledger.entries',
  'ledger.imported',
  'ledger.keys',
];

/** `npm run bench -- --suite import --users 1000000`; the log has as many lines. */
export async function importing({ users = '100000', database, tell }) {
  const size = Number(users);
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-bench-import-'));
  const source = await makeSource(database.url, size, tell);
  const target = await emptyTarget(database.url, 'bench_target');
  const copy = await emptyTarget(database.url, 'bench_copy');
  try {
    tell('import: users, keys and orders');
    const people = await runImport(target, source, folder, ['--only', 'options,users,keys,orders', '--logs', 'none']);
    tell('import: logs');
    const logs = await runImport(target, source, folder, ['--only', 'logs']);
    tell('plain COPY of the same rows');
    const peopleCopy = await copyTables(target, copy, PEOPLE);
    const logsCopy = await copyTables(target, copy, ['admin.logs']);
    return report(size, { people, logs, peopleCopy, logsCopy });
  } finally {
    for (const url of [source, target, copy])
      await onServer(database.url, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  }
}

function report(size, { people, logs, peopleCopy, logsCopy }) {
  const perSecond = size / logs.seconds;
  const lines = [
    [
      'users, keys and orders, seconds',
      people.seconds.toFixed(1),
      `${((AIM.seconds * size) / 1e6).toFixed(0)}, or ${AIM.timesCopy} x COPY = ${(AIM.timesCopy * peopleCopy).toFixed(1)}`,
    ],
    ['the same rows by plain COPY, seconds', peopleCopy.toFixed(1), ''],
    [
      'log lines a second',
      perSecond.toFixed(0),
      `${AIM.linesPerSecond}, or COPY / ${AIM.logsTimesCopy} = ${(size / logsCopy / AIM.logsTimesCopy).toFixed(0)}`,
    ],
    ['the same lines by plain COPY, a second', (size / logsCopy).toFixed(0), ''],
    ['memory of the process at most, MB', Math.max(people.megabytes, logs.megabytes).toFixed(0), String(AIM.megabytes)],
  ];
  return [
    `${size} users, as many keys, orders and log lines`,
    '',
    '| figure | measured | aim |',
    '|---|---|---|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

async function onServer(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const named = (url, name) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function emptyTarget(server, name) {
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = named(server, name);
  const child = spawn(process.execPath, [MAIN, 'migrate'], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  return url;
}

/** A New API with so many users, each with a key, an order and a log line. */
async function makeSource(server, size, tell) {
  tell(`making a source of ${size} users`);
  await onServer(server, 'CREATE DATABASE bench_source');
  const url = named(server, 'bench_source');
  const dump = gunzipSync(readFileSync(SAMPLE)).toString('utf8');
  await onServer(url, dump);
  const hash = '$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZabcde';
  for (const table of ['users', 'tokens', 'top_ups', 'logs']) await onServer(url, `DELETE FROM public.${table}`);
  await onServer(
    url,
    `INSERT INTO public.users (id, username, password, display_name, role, status, email, quota, used_quota, request_count, "group", aff_code, aff_quota, aff_history, created_at)
     SELECT n, 'user' || n, '${hash}', 'User ' || n, CASE n WHEN 1 THEN 100 ELSE 1 END, 1, 'user' || n || '@example.com', n * 10, n, n % 50, 'default', 'a' || n, n % 7, n % 7, 1790000000 + n
       FROM generate_series(1, ${size}) n;
     INSERT INTO public.tokens (id, user_id, key, status, name, created_time, accessed_time, expired_time, remain_quota, unlimited_quota, used_quota)
     SELECT n, n, md5(n::text) || left(md5((-n)::text), 16), 1, 'key', 1790000000, 1790000000 + n, -1, 5000, false, n % 100 FROM generate_series(1, ${size}) n;
     INSERT INTO public.top_ups (id, user_id, amount, money, trade_no, payment_method, payment_provider, create_time, complete_time, status)
     SELECT n, n, 10, 73, 'NO' || n, 'alipay', 'epay', 1790000000 + n, 1790000010 + n, 'success' FROM generate_series(1, ${size}) n;
     INSERT INTO public.logs (id, user_id, created_at, type, content, username, token_name, model_name, quota, prompt_tokens, completion_tokens, use_time, token_id, "group", other)
     SELECT n, n, 1790000000 + n, 2, '', 'user' || n, 'key', 'gpt-4o-mini', n % 1000, 100, 20, 3, n, 'default', '{"model_ratio":1,"group_ratio":1}' FROM generate_series(1, ${size}) n;
     ANALYZE`,
  );
  return url;
}

async function runImport(target, source, folder, words) {
  const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: target, IMPORT_FROM: source, CRYPTO_SECRET: SECRET };
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, 'import', '--report', folder, ...words], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = [];
  child.stderr.on('data', (text) => said.push(text));
  let megabytes = 0;
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, peakOf(child.pid));
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}: ${Buffer.concat(said)}`);
  process.stderr.write(Buffer.concat(said));
  return { seconds: (performance.now() - began) / 1000, megabytes };
}

/** The most memory that a process had so far; 0 once it is gone. */
function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / MEGABYTE;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ESRCH') return 0;
    throw error;
  }
}

/** Seconds that COPY takes for the rows of these tables, into tables with the same indexes. */
async function copyTables(from, into, tables) {
  const [reader, writer] = [new pg.Client({ connectionString: from }), new pg.Client({ connectionString: into })];
  await Promise.all([reader.connect(), writer.connect()]);
  try {
    await writer.query(
      `TRUNCATE ${tables.filter((table) => /users/.test(table)).join(', ') || 'auth.sessions'} CASCADE`,
    );
    await writer.query('DELETE FROM ledger.accounts');
    const began = performance.now();
    for (const table of tables)
      await pipeline(
        reader.query(copyTo(`COPY (SELECT * FROM ${table}) TO STDOUT`)),
        writer.query(copyFrom(`COPY ${table} FROM STDIN`)),
      );
    return (performance.now() - began) / 1000;
  } finally {
    await Promise.all([reader.end(), writer.end()]);
  }
}
