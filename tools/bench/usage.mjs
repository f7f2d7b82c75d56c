// node tools/bench/usage.mjs --lines 2000000: usage by model and hour, and the sum of usage, among many log lines of 30 days:
// as a scan of the lines and with the hourly aggregates. Compare the ratios, because absolute numbers depend on the machine.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { testDatabase } from '@tollgate/testing/database';
import pg from 'pg';
import { UsageRepository } from '../../apps/admin/dist/logs/usage.repository.js';
import { median } from './load.mjs';
import { startDatabase } from './processes.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000000' },
    users: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
  },
});
const [lines, users, rounds] = [Number(values.lines), Number(values.users), Number(values.rounds)];
const DAY = 86_400;
const HEAVY = 1;

/** Every fifth line is the heavy user's, the others are spread over all; three models; the partition of the month before. */
const PARTITION = `DO $$ BEGIN
  EXECUTE format('CREATE TABLE admin.logs_before PARTITION OF admin.logs FOR VALUES FROM (%L) TO (%L)',
    date_trunc('month', now() - interval '31 days', 'UTC'), date_trunc('month', now(), 'UTC'));
END $$`;
const FILL = `
  INSERT INTO admin.logs (user_id, username, type, model_name, quota, prompt_tokens, completion_tokens, created_at)
  SELECT u, 'user' || u, 2, 'model-' || (n + u) % 3, n % 5000, n % 900, n % 300, now() - n * (interval '30 days' / $3::int)
    FROM (SELECT n, CASE WHEN n % 5 = 0 THEN ${HEAVY} ELSE 1 + floor(random() * $4)::bigint END AS u
            FROM generate_series($1::int, $2::int) AS n OFFSET 0) made`;
const scan = (step, who, whose) => `
  SELECT ${who}, model_name, extract(epoch FROM date_trunc('${step}', created_at, 'UTC'))::bigint AS created_at,
         sum(prompt_tokens + completion_tokens)::bigint AS token_used, count(*)::int AS count, sum(quota)::bigint AS quota
    FROM admin.logs WHERE created_at >= to_timestamp($1) AND created_at < to_timestamp($2::bigint + 1) AND type = 2 ${whose}
   GROUP BY 1, 2, 3, 4 ORDER BY 4 DESC, 3 LIMIT 4000`;

async function ms(run, times = rounds) {
  const taken = [];
  for (let i = 0; i <= times; i += 1) {
    const started = performance.now();
    await run();
    if (i > 0) taken.push(performance.now() - started);
  }
  return median(taken);
}

const server = await startDatabase();
const db = await testDatabase(server.url);
/** Like a service's, but a scan may take its time. */
const patient = new pg.Client({ connectionString: db.url, options: '-c max_parallel_workers_per_gather=0 -c jit=off' });
try {
  await patient.connect();
  await patient.query(PARTITION);
  const started = performance.now();
  for (let from = 1; from <= lines; from += 100_000) {
    await patient.query(FILL, [from, Math.min(lines, from + 99_999), lines, users]);
  }
  process.stderr.write(`${lines} lines in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  await patient.query(
    `UPDATE admin.usage_rolled SET until = (SELECT date_trunc('hour', min(created_at), 'UTC') FROM admin.logs)`,
  );
  await patient.query('VACUUM ANALYZE admin.logs');

  const usage = new UsageRepository(db.as('admin'));
  const hours = [];
  for (let more = true; more;) {
    const began = performance.now();
    more = await db.unitOfWork('admin').run((tx) => usage.rollUp(tx));
    hours.push(performance.now() - began);
  }
  await patient.query('VACUUM ANALYZE admin.usage_hours');

  const end = Math.floor(Date.now() / 1000);
  const rows = [];
  for (const days of [1, 7, 30]) {
    for (const [name, userId] of Object.entries({ all: undefined, 'the heavy user': HEAVY })) {
      // not on the hour: both ends take lines
      const start = end - days * DAY;
      const step = days > 8 ? 'day' : 'hour';
      const [who, whose] = userId ? ['user_id, username', 'AND user_id = $3'] : [`0, ''`, ''];
      const asked = [start, end, ...(userId ? [userId] : [])];
      const before = await ms(() => patient.query(scan(step, who, whose), asked), Math.min(rounds, 3));
      const after = await ms(() => usage.points({ userId, start, end }, step));
      rows.push([`usage, ${days} days, ${name}`, before, after]);
    }
  }
  const sum = (whose) => `SELECT sum(quota) FROM admin.logs WHERE type = 2 ${whose}`;
  rows.push(['sum, all', await ms(() => patient.query(sum('')), 3), await ms(() => usage.quota({}))]);
  const heavy = await ms(() => patient.query(sum(`AND user_id = ${HEAVY}`)), 3);
  rows.push(['sum, the heavy user', heavy, await ms(() => usage.quota({ userId: HEAVY }))]);

  const {
    rows: [size],
  } = await patient.query(
    `SELECT count(*) AS rows, round(pg_total_relation_size('admin.usage_hours') / 1048576.0) AS mib,
            (SELECT round(sum(pg_total_relation_size(inhrelid)) / 1048576.0) FROM pg_inherits WHERE inhparent = 'admin.logs'::regclass) AS lines
       FROM admin.usage_hours`,
  );
  const print = (line) => process.stdout.write(`${line}\n`);
  print(
    `${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; ${lines} lines of ${users} users in 30 days, ${size.lines} MiB`,
  );
  print(
    `${hours.length - 1} hours rolled up, each in ${median(hours).toFixed(0)} ms (at most ${Math.max(...hours).toFixed(0)}); ${size.rows} rows, ${size.mib} MiB\n`,
  );
  print('| | scan ms | with hours ms | times |\n|---|---|---|---|');
  for (const [name, before, after] of rows) {
    print(`| ${name} | ${before.toFixed(0)} | ${after.toFixed(1)} | ${(before / after).toFixed(0)} |`);
  }
} finally {
  await patient.end();
  await db.close();
  await server.stop();
}
