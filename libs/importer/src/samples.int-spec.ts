import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findBreaches } from '@tollgate/ledger';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { hasMariadb, MariadbServer } from '@tollgate/testing/mariadb';
import { digestOf, importInto, type Ran, secrets } from './testing/import-into.js';
import { type Expected, expectedOf, type LoadedSample, loadSample, type Person, SAMPLES } from './testing/samples.js';

/** More than 2^53: a user's balance in each sample, which the product refuses. */
const TOO_LARGE = 9_007_199_254_740_993n;
const WITHOUT_MARIADB = SAMPLES.filter((name) => !name.endsWith('mariadb'));
const hasher = new PasswordHasher();
let mariadb: MariadbServer | undefined;
beforeAll(async () => {
  if (hasMariadb(6)) mariadb = await MariadbServer.start();
}, 120_000);
afterAll(() => mariadb?.stop());

const samples = process.env.REQUIRE_MARIADB === '1' || hasMariadb(6) ? SAMPLES : WITHOUT_MARIADB;

describe.each(samples)('the sample %s', (sample) => {
  let db: TestDatabase;
  let source: LoadedSample;
  let expected: Expected;
  let ran: Ran;
  beforeAll(async () => {
    expected = expectedOf(sample);
    [db, source] = await Promise.all([testDatabase(), loadSample(sample, mariadb)]);
    ran = await importInto(db, '--from', source.address, '--on-name-conflict', 'rename');
  }, 120_000);
  afterAll(async () => {
    await db.close();
    await source.close();
  });
  const one = async <T>(sql: string, values: readonly unknown[] = []) =>
    (await db.owner.query<{ v: T }>(sql, values))[0]?.v;

  it('reconciles to the last unit: the findings list every missing row', async () => {
    expect(ran.report.sums.filter(({ reconciled }) => !reconciled)).toEqual([]);
    const { all, live, max_id: highest } = expected.users;
    expect(await one('SELECT count(*)::int AS v FROM auth.users')).toBe(all.count);
    expect(await one('SELECT count(*)::int AS v FROM auth.users WHERE deleted_at IS NULL')).toBe(live.count);
    expect(await one('SELECT max(id)::int AS v FROM auth.users')).toBe(highest);
    const balance = `SELECT sum(balance)::text AS v FROM ledger.accounts WHERE user_id IS NOT NULL AND kind IN ('quota', 'debt')`;
    expect(await one(balance)).toBe(String(BigInt(all.sum_quota ?? 0) - TOO_LARGE));
    expect(await one('SELECT sum(used_quota)::text AS v FROM ledger.counters')).toBe(all.sum_used_quota);
    expect(await one('SELECT sum(request_count)::text AS v FROM ledger.counters')).toBe(all.sum_request_count);
    expect(await findBreaches(db.owner)).toEqual([]);
  });

  it('keeps every key, code and log line, but for those that the report refuses', async () => {
    const refused = (table: string) => ran.report.tables.find(({ name }) => name === table)?.refused ?? 0;
    expect(await one('SELECT count(*)::int AS v FROM auth.api_keys')).toBe(expected.tokens.count - refused('keys'));
    expect(refused('keys')).toBeGreaterThanOrEqual(expected.tokens.of_missing_user);
    expect(await one('SELECT count(*)::int AS v FROM billing.redemptions')).toBe(expected.redemption_codes.count);
    expect(await one('SELECT sum(quota)::text AS v FROM billing.redemptions')).toBe(
      expected.redemption_codes.sum_quota,
    );
    const lines = await db.owner.query(
      'SELECT type, count(*)::int AS count, sum(quota)::text AS sum_quota FROM admin.logs WHERE id < 1000000 AND content NOT LIKE $1 GROUP BY 1',
      ['您原来的%'],
    );
    const byType = Object.fromEntries(lines.map(({ type, ...rest }) => [String(type), rest]));
    expect(byType).toEqual(expected.logs.by_type);
  });

  it('moves plans, what is left of subscriptions, and check-ins, but for those of missing users', async () => {
    const { subscription_plans: plans = 0, user_subscriptions: subscriptions = 0, checkins = 0 } = expected.row_counts;
    const refused = (table: string) => ran.report.tables.find(({ name }) => name === table)?.refused ?? 0;
    expect(await one('SELECT count(*)::int AS v FROM billing.plans')).toBe(plans);
    expect(await one('SELECT count(*)::int AS v FROM ledger.subscriptions')).toBe(
      subscriptions - refused('subscriptions'),
    );
    expect(await one('SELECT count(*)::int AS v FROM auth.check_ins')).toBe(checkins - refused('check-ins'));
    const left = `SELECT coalesce(sum(greatest(total - used, 0)) FILTER (WHERE status = 'active' AND total > 0), 0)::text AS v
                    FROM ledger.subscriptions`;
    const held = `SELECT coalesce(sum(balance), 0)::text AS v FROM ledger.accounts WHERE user_id IS NOT NULL AND kind = 'plan'`;
    expect(await one(held)).toBe(await one(left));
    if (subscriptions > 0) expect(Number(await one(held))).toBeGreaterThan(0);
  });

  it('accepts the passwords of live users, and of no other users', async () => {
    const rows = await db.owner.query<{ id: number; password_hash: string }>(
      'SELECT id, password_hash FROM auth.users',
    );
    const hashes = new Map(rows.map(({ id, password_hash: hash }) => [id, hash]));
    const isIn = (person: Person) => (hashes.get(person.id) ?? '') !== '';
    expect(
      expected.credentials
        .filter((person) => isIn(person) !== (person.live && person.password_matches_hash))
        .map(({ id }) => id),
    ).toEqual([]);
    const few = expected.credentials.filter(isIn).filter((_, at) => at % 40 === 0);
    for (const { id, password } of few)
      expect([id, await hasher.verify(hashes.get(id) ?? '', password)]).toEqual([id, true]);
  });

  it('takes access tokens and API keys as they were sent before', async () => {
    const tokens = expected.credentials.filter(({ access_token: token, live }) => live && (token?.length ?? 0) >= 28);
    for (const { id, access_token: token = '' } of tokens) {
      const hash = createHash('sha256').update(token).digest();
      expect([
        id,
        await one(`SELECT user_id AS v FROM auth.credentials WHERE hash = $1 AND kind = 'access_token'`, [hash]),
      ]).toEqual([id, id]);
    }
    const keys = expected.credentials
      .filter(({ live }) => live)
      .flatMap((person) => person.tokens ?? [])
      .filter(({ key_sent_by_clients: sent }) => sent);
    expect(keys.length).toBeGreaterThan(20);
    for (const { id, key_sent_by_clients: sent } of keys) {
      // the gateway takes one prefix away
      const hash = createHash('sha256')
        .update((sent ?? '').replace(/^sk-/, ''))
        .digest('base64url');
      expect([
        id,
        await one('SELECT id AS v FROM auth.api_keys WHERE lookup = $1', [secrets.lookups(hash, 'api_key')[0]]),
      ]).toEqual([id, id]);
    }
  });

  it('leaves codes in their state', async () => {
    const state = (key: string) =>
      one(
        `SELECT CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN status = 3 THEN 'used' WHEN status = 2 THEN 'disabled'
                       WHEN expires_at <= now() THEN 'expired' ELSE 'enabled' END AS v FROM billing.redemptions WHERE key = $1`,
        [key],
      );
    const wanted: Readonly<Record<string, string>> = {
      used: 'used',
      disabled: 'disabled',
      enabled: 'enabled',
      enabled_big: 'enabled',
      enabled_but_expired: 'expired',
      soft_deleted: 'deleted',
    };
    for (const [name, state_] of Object.entries(wanted)) {
      for (const key of expected.redemption_keys[name] ?? []) expect([name, await state(key)]).toEqual([name, state_]);
    }
  });

  it('writes no secret into the report', () => {
    const all = JSON.stringify(ran.report) + ran.text + ran.output;
    const people = expected.credentials.flatMap(
      ({ password, access_token: token = '', tokens = [], totp, backup_codes: codes }) => [
        password,
        token,
        totp?.secret ?? '',
        ...tokens.map(({ key_in_database: key }) => key ?? ''),
        ...(codes?.unused ?? []),
      ],
    );
    const secretsOfAll = [
      ...people,
      ...Object.values(expected.redemption_keys).flat(),
      'dummy-smtp',
      'sk_test_dummy',
      'gh-secret-dummy',
    ];
    expect(secretsOfAll.filter((secret) => secret.length >= 8 && all.includes(secret))).toEqual([]);
  });

  it('posts nothing and changes nothing when it is run again; verify and a delta find no difference', async () => {
    const before = await digestOf(db);
    const postings = await one('SELECT count(*)::int AS v FROM ledger.transactions');
    for (const words of [[], ['--delta']]) {
      const again = await importInto(db, '--from', source.address, ...words);
      expect(again.code).toBe(ran.code);
      expect(await digestOf(db)).toEqual(before);
      expect(await one('SELECT count(*)::int AS v FROM ledger.transactions')).toBe(postings);
    }
    const verified = await importInto(db, 'verify', '--from', source.address);
    expect([verified.code, verified.report.findings.filter(({ reason }) => reason === 'differs')]).toEqual([0, []]);
  }, 60_000);

  it('tells in a dry run what the import then does, and writes nothing', async () => {
    const empty = await testDatabase();
    const before = await digestOf(empty);
    const dry = await importInto(empty, '--from', source.address, '--on-name-conflict', 'rename', '--dry-run');
    expect(await digestOf(empty)).toEqual(before);
    expect(await empty.owner.query('SELECT FROM admin.imports')).toEqual([]);
    expect(dry.report.sums).toEqual(ran.report.sums);
    const listed = ({ report }: Ran) =>
      report.findings.map(({ table, kind, reason, rows }) => [table, kind, reason, [...rows].sort()]);
    expect(listed(dry)).toEqual(listed(ran));
    expect(dry.report.tables).toEqual(ran.report.tables);
    await empty.close();
  }, 60_000);
});
