import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Service, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { KINDS, type Kind, type SystemAccount } from './kinds.js';
import { ledger, type Leg } from './ledger.js';

const SERVICES: readonly Service[] = ['auth', 'billing', 'admin'];
const ACCOUNTS: readonly (SystemAccount | '')[] = [
  '',
  ...new Set(Object.values(KINDS).flatMap(({ against }) => against)),
];
/** The kind of an older release, which no service posts any more. */
const RETIRED: readonly string[] = ['created_by_admin'];

let db: TestDatabase;
let one: number, other: number;
let last = 0;

async function user(name: string): Promise<number> {
  const text = 'INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id';
  const [row] = await db.owner.query<{ id: number }>(text, [name]);
  await db.owner.query('SELECT ledger.open($1)', [row!.id]);
  return row!.id;
}

beforeAll(async () => {
  db = await testDatabase();
  [one, other] = [await user('one'), await user('other')];
});
afterAll(() => db.close());

const post = (service: Service, kind: Kind, legs: readonly Leg[]) =>
  db
    .unitOfWork(service)
    .run((tx) => ledger.post(tx, { kind, ref: `k${(last += 1)}`, actor: null, legs }))
    .then(
      () => 'posted',
      (error: { code?: string }) => error.code,
    );

async function allowed(): Promise<string[]> {
  const rows = await db.owner.query<{ kind: string; service: string; account: string }>('SELECT * FROM ledger.kinds');
  return rows.map(({ kind, service, account }) => `${kind} by ${service} against ${account}`);
}

describe('ledger.post', () => {
  it('takes of each service the kinds and accounts of the table ledger.kinds, and refuses all others', async () => {
    const table = new Set(await allowed());
    const legs = (account: SystemAccount | ''): Leg[] =>
      account === ''
        ? [
            { userId: one, account: 'quota', amount: 5 },
            { userId: one, account: 'affiliate', amount: -5 },
          ]
        : [
            { userId: one, account: 'quota', amount: 5 },
            { account, amount: -5 },
          ];
    for (const service of SERVICES) {
      for (const kind of Object.keys(KINDS) as Kind[]) {
        for (const account of ACCOUNTS) {
          const isAllowed = table.has(`${kind} by ${service} against ${account}`);
          const expected = !isAllowed ? 'TG010' : account === '' ? 'AFF_QUOTA_INSUFFICIENT' : 'posted';
          expect({ service, kind, account, outcome: await post(service, kind, legs(account)) }).toEqual({
            ...{ service, kind, account },
            outcome: expected,
          });
        }
      }
    }
  });

  it.each<[string, Service, Kind, () => Leg[]]>([
    [
      'from one user to another under a kind without system account',
      'billing',
      'aff_transfer',
      () => [
        { userId: one, account: 'quota', amount: -1 },
        { userId: other, account: 'quota', amount: 1 },
      ],
    ],
    [
      'from one user to another under a kind with a system account',
      'billing',
      'redeem',
      () => [
        { userId: one, account: 'quota', amount: -1 },
        { userId: other, account: 'quota', amount: 1 },
      ],
    ],
    [
      'to two users from an allowed account',
      'billing',
      'redeem',
      () => [
        { userId: one, account: 'quota', amount: 1 },
        { userId: other, account: 'quota', amount: 1 },
        { account: 'redemption', amount: -2 },
      ],
    ],
    [
      'against an allowed and another account',
      'billing',
      'redeem',
      () => [
        { userId: one, account: 'quota', amount: 2 },
        { account: 'redemption', amount: -1 },
        { account: 'gift', amount: -1 },
      ],
    ],
  ])('refuses a posting %s', async (_, service, kind, legs) => {
    expect(await post(service, kind, legs())).toBe('TG010');
  });

  it('checks a posting of counters alone, too', async () => {
    const counts = [{ userId: one, affCount: 1 }];
    const attempt = (service: Service) =>
      db
        .unitOfWork(service)
        .run((tx) => ledger.post(tx, { kind: 'inviter_reward', ref: `c${service}`, actor: null, legs: [], counts }));
    await expect(attempt('billing')).rejects.toMatchObject({ code: 'TG010' });
    await attempt('auth');
  });
});

describe('ledger.kinds', () => {
  it('has rows for every kind, against the accounts that the catalogue names', async () => {
    const rows = await db.owner.query<{ kind: string; accounts: string[] }>(
      `SELECT kind, array_agg(DISTINCT account ORDER BY account) FILTER (WHERE account <> '') AS accounts
         FROM ledger.kinds GROUP BY kind`,
    );
    const table = Object.fromEntries(rows.map(({ kind, accounts }) => [kind, accounts ?? []]));
    const catalogue = Object.entries(KINDS).filter(([kind]) => !RETIRED.includes(kind));
    expect(table).toEqual(Object.fromEntries(catalogue.map(([kind, { against }]) => [kind, [...against].sort()])));
  });

  it.each(SERVICES)('cannot be changed by %s', async (service) => {
    const insert = db.as(service).query(`INSERT INTO ledger.kinds VALUES ('redeem', 'auth', 'redemption')`);
    await expect(insert).rejects.toMatchObject({ code: '42501' });
  });
});

it('every SECURITY DEFINER function has pg_temp last in its search path', async () => {
  const rows = await db.owner.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND n.nspname IN ('auth', 'billing', 'admin', 'ledger', 'platform')
        AND NOT coalesce((SELECT bool_or(setting ~ '^search_path=.*pg_temp"?$') FROM unnest(p.proconfig) setting), false)`,
  );
  expect(rows).toEqual([]);
});
