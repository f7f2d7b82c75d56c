// npm run bench:storm -- --users 1000000: how long a login takes while fifty clients search for `%` among many users.
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPlatform } from '@tollgate/testing/platform';
import { median } from './load.mjs';
import { startDatabase } from './processes.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '50' },
    logins: { type: 'string', default: '40' },
  },
});
const PASSWORD = 'correct horse battery';
const database = await startDatabase();
const platform = await startPlatform({ mesh: 'in-process', env: { NODE_ENV: 'development' } });
try {
  const seed = fileURLToPath(new URL('../seed/main.mjs', import.meta.url));
  execFileSync(process.execPath, [seed, '--users', values.users], {
    env: { ...process.env, DATABASE_URL: platform.db.url },
  });
  const admin = platform.client();
  await admin.signUp('storm', PASSWORD);
  await platform.db.owner.query('UPDATE auth.users SET role = 10 WHERE id = $1', [admin.userId]);

  const login = async () => {
    const client = platform.client();
    const started = performance.now();
    await client.logIn('storm', PASSWORD);
    return performance.now() - started;
  };
  const logins = async () => {
    const times = [];
    for (let i = 0; i < Number(values.logins); i += 1) times.push(await login());
    return median(times);
  };

  await logins();
  const alone = await logins();
  let storming = true;
  const answers = new Map();
  const searcher = async () => {
    while (storming) {
      const { status } = await admin.get('/api/user/search?keyword=%25&p=1&page_size=20');
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  const storm = Promise.all(Array.from({ length: Number(values.clients) }, searcher));
  const besides = await logins();
  storming = false;
  await storm;
  console.log(
    `${values.users} users, ${values.clients} clients searching for %: a login takes ${(besides / alone).toFixed(2)} times as long`,
  );
  console.log(
    `(${alone.toFixed(0)} ms alone, ${besides.toFixed(0)} ms beside them; searches by status ${JSON.stringify(Object.fromEntries(answers))}; load ${loadavg()[0].toFixed(1)})`,
  );
} finally {
  await platform.close();
  await database.stop();
}
