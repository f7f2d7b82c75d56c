// node tools/bench/users.mjs: list and search of users on a seeded database (DATABASE_URL), beside a primary-key read and the
// naive statements. Compare the ratios, because absolute numbers depend on the machine.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Database, poolConfig } from '../../libs/platform/dist/db/index.js';
import { UsersRepository } from '../../apps/admin/dist/users/users.repository.js';
import { UsersService } from '../../apps/admin/dist/users/users.service.js';
import { median } from './load.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const url = process.env.DATABASE_URL;
if (!url) throw new Error('DATABASE_URL must name a seeded database');

const pool = new pg.Pool(poolConfig({ url, service: 'admin', size: 4 }));
const database = new Database(pool);
/** The naive statements may take longer than a service's statements are allowed to. */
const patient = new pg.Pool({ connectionString: url, max: 1 });
const slowly = (text, values) => patient.query(text, values);
const users = new UsersService(new UsersRepository(database));
const { total } = await users.list({ p: 1, page_size: 25 });
const last = Math.ceil(total / 25);

const NAIVE_LIST = 'SELECT id, username, email FROM auth.users ORDER BY id DESC LIMIT 25 OFFSET $1';
const NAIVE_HITS = `FROM auth.users WHERE username ILIKE $1 OR display_name ILIKE $1 OR email ILIKE $1`;
const naiveList = async (offset) => {
  await slowly(NAIVE_LIST, [offset]);
  await slowly('SELECT count(*) FROM auth.users');
};
const naiveSearch = async (keyword) => {
  const like = `%${keyword.replace(/[\\%_]/g, '\\$&')}%`;
  await slowly(`SELECT id, username, email ${NAIVE_HITS} ORDER BY id DESC LIMIT 25`, [like]);
  await slowly(`SELECT count(*) ${NAIVE_HITS}`, [like]);
};
const list = (p) => () => users.list({ p, page_size: 25 });
const search = (keyword) => () => users.list({ p: 1, page_size: 25, keyword });

const CASES = {
  'primary-key read': [() => database.query('SELECT id, username, email FROM auth.users WHERE id = $1', [total >> 1])],
  'page 1': [list(1), () => naiveList(0)],
  [`page ${Math.ceil(last / 2)} (the middle)`]: [list(Math.ceil(last / 2)), () => naiveList(total >> 1)],
  [`page ${last} (the last)`]: [list(last), () => naiveList((last - 1) * 25)],
  'rare word': [search(`${Math.floor(total / 2)}`), () => naiveSearch(`${Math.floor(total / 2)}`)],
  'medium word (alicea)': [search('alicea'), () => naiveSearch('alicea')],
  'common word (alice)': [search('alice'), () => naiveSearch('alice')],
  'absent word': [search('zzzzzz'), () => naiveSearch('zzzzzz')],
  'two characters, rare (ЖЖ)': [search('ЖЖ'), () => naiveSearch('ЖЖ')],
  'two characters, a Chinese name': [search('李一'), () => naiveSearch('李一')],
  'two characters, common (al)': [search('al'), () => naiveSearch('al')],
  'one character (李)': [search('李'), () => naiveSearch('李')],
  'wildcard (%)': [search('%'), () => naiveSearch('%')],
};

async function ms(run, rounds) {
  if (!run) return NaN;
  const times = [];
  for (let i = 0; i <= rounds; i += 1) {
    const started = performance.now();
    await run();
    if (i > 0) times.push(performance.now() - started);
  }
  return median(times);
}

const digits = (n, d) => (Number.isFinite(n) ? n.toFixed(d) : '');
process.stdout.write(`${total} users\n\n| | ms | x key read | naive ms | naive / ours |\n|---|---|---|---|---|\n`);
let base;
for (const [name, [ours, naive]] of Object.entries(CASES)) {
  const mine = await ms(ours, Number(values.rounds));
  const theirs = await ms(naive, 1);
  base ??= mine;
  const cells = [name, digits(mine, 2), digits(mine / base, 1), digits(theirs, 0), digits(theirs / mine, 0)];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
await pool.end();
await patient.end();
