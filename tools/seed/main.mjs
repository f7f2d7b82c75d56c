// npm run seed -- --users 1000000: fills a migrated database (DATABASE_URL, its owner's) with users for trying and measuring.
import { parseArgs } from 'node:util';
import pg from 'pg';

const BATCH = 50_000;
/** Dropped first and built again at the end, because updating them for each row would take most of the time. */
const SLOW_INDEXES = ['users_search', 'users_grams'];

/** A user from a number: Latin and Chinese names (two characters are the normal case), proven addresses, four groups. */
const USERS = `
  INSERT INTO auth.users (username, username_key, display_name, email, email_key, email_verified, "group", created_at, last_login_at)
  SELECT name, name, shown, mail, mail, true, (ARRAY['default', 'default', 'default', 'vip'])[1 + n % 4],
         now() - make_interval(secs => ($2 - n) * 60), CASE WHEN n % 3 > 0 THEN now() - make_interval(secs => n % 9000000) END
    FROM generate_series($1::bigint, $2::bigint) AS n,
 LATERAL (SELECT md5(n::text) AS h) AS m,
 LATERAL (SELECT (ARRAY['alice','bob','carol','dave','erin','frank','grace','heidi','ivan','judy'])[1 + n % 10]
                 || substr(h, 1, 5) || n AS name,
                 CASE WHEN n % 5 = 0 THEN initcap(substr(h, 6, 8))
                      ELSE substr('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨', 1 + (n % 16)::int, 1)
                        || chr(19968 + ('x' || substr(h, 9, 3))::bit(12)::int)
                        || CASE WHEN n % 3 = 0 THEN chr(19968 + ('x' || substr(h, 12, 3))::bit(12)::int) ELSE '' END END AS shown,
                 substr(h, 20, 8) || n || '@' || (ARRAY['example.com','example.org','mail.example'])[1 + n % 3] AS mail) AS made`;

const LEDGER = [
  `INSERT INTO ledger.accounts (user_id, kind, balance)
   SELECT id, kind, 0 FROM auth.users, unnest(ARRAY['quota', 'affiliate', 'debt']) AS kind
    WHERE id > $1 AND id <= $2 ORDER BY id`,
  'INSERT INTO ledger.counters (user_id) SELECT id FROM auth.users WHERE id > $1 AND id <= $2',
];

const { values } = parseArgs({ options: { users: { type: 'string', default: '1000000' } } });
const wanted = Number(values.users);
if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error('--users must be a whole number above 0');
if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL must name a migrated database');

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  const one = async (sql) => Number((await client.query(sql)).rows[0].n);
  const first = (await one('SELECT coalesce(max(id), 0) AS n FROM auth.users')) + 1;
  const { rows: indexes } = await client.query(
    `SELECT indexdef, schemaname || '.' || indexname AS name FROM pg_indexes WHERE schemaname = 'auth' AND indexname = ANY($1)`,
    [SLOW_INDEXES],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  for (let from = first; from < first + wanted; from += BATCH) {
    const before = await one('SELECT coalesce(max(id), 0) AS n FROM auth.users');
    await client.query('BEGIN');
    await client.query(USERS, [from, Math.min(from + BATCH, first + wanted) - 1]);
    const after = await one('SELECT max(id) AS n FROM auth.users');
    for (const sql of LEDGER) await client.query(sql, [before, after]);
    await client.query('COMMIT');
    process.stdout.write(`${from + BATCH - first} users after ${seconds()} s\n`);
  }
  await client.query(`SET maintenance_work_mem = '512MB'`);
  for (const { indexdef } of indexes) await client.query(indexdef);
  await client.query('VACUUM ANALYZE auth.users');
  await client.query('VACUUM ANALYZE auth.user_blocks');
  await client.query('VACUUM ANALYZE ledger.accounts');
  await client.query('VACUUM ANALYZE ledger.counters');
  process.stdout.write(`done after ${seconds()} s\n`);
} finally {
  await client.end();
}
