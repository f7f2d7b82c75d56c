import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findBreaches } from '@tollgate/ledger';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import Database from 'libsql';
import { digestOf, importInto } from './testing/import-into.js';
import { type LoadedSample, loadSample } from './testing/samples.js';

const CHANGES = 1000;
const rename = ['--on-name-conflict', 'rename'];

/** A generator of numbers below 1 that repeats itself for a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Changes that happen while New API is in use: one statement for each kind of change. `?` is a random number. */
const KINDS: readonly ((n: number) => string)[] = [
  (n) =>
    `UPDATE users SET quota = quota - ${n % 1000}, used_quota = used_quota + ${n % 1000}, request_count = request_count + 1 WHERE id = ${n % 290}`,
  (n) => `UPDATE users SET quota = ${n % 2 ? -n : n} WHERE id = ${n % 290}`,
  (n) => `UPDATE users SET aff_quota = ${n}, aff_history = ${2 * n}, aff_count = aff_count + 1 WHERE id = ${n % 290}`,
  (n) => `UPDATE OR IGNORE users SET username = 'renamed-${n % 40}', display_name = 'r${n}' WHERE id = ${n % 290}`,
  (n) => `UPDATE users SET email = 'someone${n % 30}@example.com', status = ${1 + (n % 2)} WHERE id = ${2 + (n % 280)}`,
  (n) => `UPDATE users SET github_id = '${n % 50}', password = '' WHERE id = ${2 + (n % 280)}`,
  (n) => `UPDATE users SET deleted_at = ${n % 3 ? "'2026-12-01 00:00:00+00:00'" : 'NULL'} WHERE id = ${2 + (n % 280)}`,
  (n) => `DELETE FROM users WHERE id = ${20 + (n % 260)}`,
  (n) =>
    `INSERT OR IGNORE INTO users (id, username, password, quota, status, role) VALUES (${71_000 + (n % 500)}, 'new${n % 500}', '', ${n}, 1, 1)`,
  (n) =>
    `INSERT OR IGNORE INTO tokens (id, user_id, key, status, name, remain_quota, expired_time) VALUES (${700 + (n % 300)}, ${n % 290}, 'key-${n}', 1, 'n', ${n}, -1)`,
  (n) =>
    `UPDATE tokens SET remain_quota = ${n}, used_quota = used_quota + 3, status = ${1 + (n % 4)} WHERE id = ${n % 60}`,
  (n) => `DELETE FROM tokens WHERE id = ${n % 60}`,
  (n) =>
    `UPDATE redemptions SET status = 3, used_user_id = ${n % 290}, redeemed_time = ${1_796_000_000 + (n % 1000)} WHERE id = ${n % 20}`,
  (n) => `UPDATE redemptions SET deleted_at = '2026-12-01 00:00:00+00:00' WHERE id = ${n % 20}`,
  (n) =>
    `INSERT OR IGNORE INTO top_ups (id, user_id, amount, money, trade_no, payment_method, payment_provider, create_time, status) VALUES (${800 + (n % 300)}, ${n % 290}, 3, 21.9, 'new-${n % 300}', 'alipay', 'epay', 1796000000, 'success')`,
  (n) => `UPDATE top_ups SET status = 'success', complete_time = 1796000000 WHERE id = ${300 + (n % 60)}`,
  (n) =>
    `INSERT INTO logs (user_id, created_at, type, content, quota) VALUES (${n % 290}, ${1_796_000_000 + (n % 9999)}, 2, 'line ${n}', ${n % 777})`,
  (n) => `DELETE FROM logs WHERE id = ${5000 + (n % 2500)}`,
  (n) => `UPDATE quota_data SET quota = quota + ${n % 50}, count = count + 1 WHERE id = ${1000 + (n % 800)}`,
  (n) => `DELETE FROM two_fas WHERE id = ${n % 8}`,
  (n) => `UPDATE two_fa_backup_codes SET is_used = 1 WHERE id = ${n % 30}`,
  (n) => `DELETE FROM passkey_credentials WHERE id = ${n % 3}`,
  (n) => `UPDATE options SET value = '${n % 100000}' WHERE key = 'QuotaForNewUser'`,
];

describe('a delta', () => {
  let db: TestDatabase;
  let fresh: TestDatabase;
  let source: LoadedSample;
  beforeAll(async () => {
    [db, fresh, source] = await Promise.all([testDatabase(), testDatabase(), loadSample('newapi-2026-08-sqlite')]);
    await importInto(db, '--from', source.address, ...rename);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([db.close(), fresh.close(), source.close()]);
  });

  it.each([11, 22])(
    'after 1,000 random changes leaves what a fresh import of the changed source gives (seed %i)',
    async (seed) => {
      const random = numbers(seed);
      const database = new Database(source.address.slice('sqlite:'.length));
      database.exec('BEGIN');
      for (let change = 0; change < CHANGES; change += 1) {
        const kind = KINDS[Math.floor(random() * KINDS.length)];
        database.exec(kind?.(Math.floor(random() * 1_000_000)) ?? '');
      }
      database.exec('COMMIT');
      database.close();
      const delta = await importInto(db, '--from', source.address, '--delta');
      expect(delta.report.sums.filter(({ reconciled }) => !reconciled)).toEqual([]);
      const verified = await importInto(db, 'verify', '--from', source.address);
      expect([verified.code, verified.report.findings.filter(({ reason }) => reason === 'differs')]).toEqual([0, []]);
      expect(await findBreaches(db.owner)).toEqual([]);
      const empty = await testDatabase();
      await importInto(empty, '--from', source.address, ...rename);
      const [inPasses, atOnce] = [await digestOf(db), await digestOf(empty)];
      await empty.close();
      expect(inPasses).toEqual(atOnce);
    },
    90_000,
  );
});

describe('a source without a live root', () => {
  it('leaves the root that set-up made in every pass, without its keys', async () => {
    const [db, source] = [await testDatabase(), await loadSample('one-api-sqlite')];
    const database = new Database(source.address.slice('sqlite:'.length));
    database.exec('UPDATE users SET role = 1 WHERE role = 100; DELETE FROM users WHERE id = 3');
    database.close();
    await db.owner.query(`INSERT INTO auth.users (id, username, username_key, role) OVERRIDING SYSTEM VALUE
      VALUES (3, 'own root', 'own root', 100)`);
    await db.owner.query(
      `INSERT INTO auth.api_keys (user_id, lookup, sealed, name) VALUES (3, sha256('l'), sha256('s'), 'own')`,
    );
    for (const words of [rename, ['--delta']]) {
      const { report } = await importInto(db, '--from', source.address, ...words);
      expect(report.sums.filter(({ reconciled }) => !reconciled)).toEqual([]);
      const roots = await db.owner.query('SELECT id FROM auth.users WHERE role = 100');
      expect(roots.map(({ id }) => Number(id))).toEqual([3]);
      expect(await db.owner.query('SELECT FROM auth.api_keys WHERE user_id = 3')).toEqual([]);
    }
    expect((await importInto(db, 'verify', '--from', source.address)).code).toBe(0);
    await Promise.all([db.close(), source.close()]);
  }, 60_000);
});
