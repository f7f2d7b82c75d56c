import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SearchUsersRequest } from '@tollgate/contracts/admin/users';
import { ledger } from '@tollgate/ledger';
import { UsageRepository } from '../logs/usage.repository.js';
import { Erasure } from './erasure.js';
import { administration, type Administration, type Person } from '../testing/administration.js';

const RUN = { attempt: 1, isLast: false, signal: undefined };
let admin: Administration;
let root: Person, chief: Person, peer: Person, alice: Person, bob: Person;

beforeAll(async () => {
  admin = await administration();
});
beforeEach(async () => {
  [root, chief, peer, alice, bob] = await admin.people(
    ['root', 100],
    ['chief', 10],
    ['peer', 10],
    ['alice', 1],
    ['bob', 1],
  );
});
afterEach(async () => {
  await admin.expectInvariants();
  await admin.clear();
});
afterAll(() => admin.close());

const as = (person: Person) => admin.context(person);
const manage = (actor: Person, id: number, action: string) => admin.actions.manage({ id, action }, as(actor));

/** The request of the stock web client, which sends all that its form was opened with, the quota included. */
const form = ({ id, username }: Person, quota: number, typed: object = {}) => ({
  id,
  username,
  display_name: '',
  password: '',
  group: 'default',
  remark: '',
  email: '',
  quota,
  ...typed,
});
const charge = ({ id }: Person, amount: number) =>
  admin.db.unitOfWork('billing').run((tx) =>
    ledger.post(tx, {
      kind: 'usage',
      ref: randomUUID(),
      actor: id,
      legs: [
        { userId: id, account: 'quota', amount: -amount },
        { account: 'usage', amount },
      ],
      counts: [{ userId: id, usedQuota: amount, requestCount: 1 }],
    }),
  );

describe('an update', () => {
  it('keeps every field that is absent', async () => {
    const { changes, row } = admin;
    await changes.update({ id: alice.id, display_name: 'Alice', remark: 'vip', group: 'vip', quota: 700 }, as(chief));
    const before = await row(alice.id);
    await changes.update({ id: alice.id, username: 'alice2' }, as(chief));
    expect(await row(alice.id)).toEqual({ ...before, username: 'alice2', username_key: 'alice2' });
    expect(await admin.balance(alice.id)).toBe(700);
  });

  it('posts the difference of a new balance and writes a line that names who', async () => {
    await admin.changes.update({ id: alice.id, quota: 1_000_000, reason: 'goodwill' }, as(chief));
    await admin.changes.update({ id: alice.id, quota: 250_000 }, as(chief));
    expect(await admin.entries(alice.id)).toEqual([
      { kind: 'admin_adjust', amount: 1_000_000, actor_id: chief.id, memo: 'goodwill' },
      { kind: 'admin_adjust', amount: -750_000, actor_id: chief.id, memo: '' },
    ]);
    const [line] = await admin.db.owner.query(
      'SELECT type, content FROM admin.logs WHERE user_id = $1 ORDER BY id DESC',
      [alice.id],
    );
    expect(line).toEqual({
      type: 3,
      content: `管理员将用户额度从 ＄2.000000 额度修改为 ＄0.500000 额度（操作人 chief，ID ${chief.id}）`,
    });
  });

  it('refuses a stale form, changing nothing', async () => {
    await admin.changes.update({ id: alice.id, quota: 100 }, as(chief));
    const stale = admin.changes.update({ id: alice.id, quota: 900, expected_quota: 50, remark: 'x' }, as(chief));
    await expect(stale).rejects.toMatchObject({ code: 'QUOTA_CHANGED' });
    expect(await admin.balance(alice.id)).toBe(100);
    expect((await admin.row(alice.id)).remark).toBe('');
  });

  it('refuses, where a form changes nothing but an outdated quota, to say that it was saved', async () => {
    await admin.changes.update({ id: alice.id, quota: 1000 }, as(peer));
    await charge(alice, 900);
    await expect(admin.changes.update(form(alice, 1000), as(chief))).rejects.toMatchObject({
      code: 'QUOTA_OUTDATED',
      params: { quota: 1000, balance: 100 },
    });
    expect(await admin.balance(alice.id)).toBe(100);
    await admin.changes.update(form(alice, 100), as(chief));
    await admin.changes.update(form(alice, 101), as(chief));
    expect(await admin.balance(alice.id)).toBe(101);
  });

  it('sets a quota that it was before where that is what was asked for', async () => {
    await admin.changes.update({ id: alice.id, quota: 1000 }, as(peer));
    await charge(alice, 900);
    await admin.changes.update({ id: alice.id, quota: 1000, reason: 'a fault of ours' }, as(chief));
    expect(await admin.balance(alice.id)).toBe(1000);
    await charge(alice, 900);
    await admin.changes.update({ ...form(alice, 1000), expected_quota: 100 }, as(chief));
    expect(await admin.balance(alice.id)).toBe(1000);
    // a slip of the same hand, taken back in the form
    await admin.changes.update(form(alice, 100_000), as(chief));
    await admin.changes.update(form(alice, 1000), as(chief));
    expect(await admin.balance(alice.id)).toBe(1000);
  });

  it('by a form that was open while the user spent saves the rest and leaves the quota as it is', async () => {
    await admin.changes.update({ id: alice.id, quota: 1_000_000 }, as(peer));
    const charges = Array.from({ length: 90 }, () => () => charge(alice, 10_000));
    await Promise.all(charges.slice(0, 30).map((one) => one()));
    const saved = ['a', 'b', 'c'].map((remark) => admin.changes.update(form(alice, 1_000_000, { remark }), as(chief)));
    await Promise.all([...saved, ...charges.slice(30).map((one) => one())]);
    expect(await admin.balance(alice.id)).toBe(100_000);
    expect(['a', 'b', 'c']).toContain((await admin.row(alice.id)).remark);
    const kinds = (await admin.entries(alice.id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'admin_adjust')).toHaveLength(1);
    const [event] = await admin.events().then((events) => events.slice(-1));
    const { after } = JSON.parse(event!.detail) as { after: Record<string, unknown> };
    expect(after).toEqual({
      remark: expect.stringMatching(/[abc]/),
      quota_kept: expect.any(Number),
      quota_outdated: 1_000_000,
    });
  });

  it('ends every session and token with a new password, and the sessions with disabling', async () => {
    await admin.signIn(alice.id);
    await admin.changes.update({ id: alice.id, remark: 'nothing else' }, as(chief));
    expect(await admin.credentials(alice.id)).toEqual(['access_token', 'cookie']);
    await admin.changes.update({ id: alice.id, status: 2 }, as(chief));
    expect(await admin.credentials(alice.id)).toEqual(['access_token']);
    await admin.changes.update({ id: alice.id, password: 'a new password' }, as(chief));
    expect(await admin.credentials(alice.id)).toEqual([]);
  });

  it('takes an address it is given for proven, and refuses taken names and addresses', async () => {
    await admin.changes.update({ id: alice.id, email: 'Shared@Example.com' }, as(chief));
    expect(await admin.row(alice.id)).toMatchObject({ email_key: 'shared@example.com', email_verified: true });
    const { changes } = admin;
    await expect(changes.update({ id: bob.id, email: 'shared@example.com' }, as(chief))).rejects.toMatchObject({
      code: 'EMAIL_TAKEN',
    });
    await expect(changes.update({ id: bob.id, username: 'ＡLICE' }, as(chief))).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
  });

  it('refuses a name that looks like the one of an administrator', async () => {
    const chiefs = (await admin.row(chief.id)).username as string;
    const alike = chiefs.replace('e', '\u0435');
    expect(alike).not.toBe(chiefs);
    await expect(admin.changes.update({ id: bob.id, username: alike }, as(root))).rejects.toMatchObject({
      code: 'USERNAME_CONFUSABLE',
    });
    await admin.changes.update({ id: chief.id, username: alike }, as(root));
    expect((await admin.row(chief.id)).username).toBe(alike);
  });

  it('of root by itself may change its profile and balance, never its role or status', async () => {
    await admin.changes.update({ id: root.id, display_name: 'Me', quota: 5, role: 100, status: 1 }, as(root));
    await expect(admin.changes.update({ id: root.id, role: 10 }, as(root))).rejects.toMatchObject({
      code: 'ROOT_UNDEMOTABLE',
    });
    await expect(admin.changes.update({ id: root.id, status: 2 }, as(root))).rejects.toMatchObject({
      code: 'ROOT_UNDISABLEABLE',
    });
  });

  it('leaves one audit event with what differed, and no password', async () => {
    await admin.changes.update({ id: alice.id, remark: 'x', password: 'a new password', group: 'default' }, as(chief));
    const [event] = await admin.events();
    expect(event).toMatchObject({ action: 'user.update', actor_id: chief.id, target_id: String(alice.id) });
    expect(JSON.parse(event!.detail)).toMatchObject({
      before: { remark: '' },
      after: { remark: 'x', password: '(changed)' },
    });
    expect(event!.detail).not.toContain('a new password');
    expect(await admin.events()).toHaveLength(1);
  });
});

describe('rank', () => {
  it.each(['disable', 'enable', 'delete', 'restore', 'promote', 'demote'])(
    'keeps an administrator from %s of peers and above',
    async (action) => {
      for (const target of [chief, peer, root]) {
        await expect(manage(chief, target.id, action)).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
      }
    },
  );

  it('keeps an administrator from updating, removing and reading peers and above', async () => {
    for (const { id } of [chief, peer, root]) {
      const { changes, removal, users } = admin;
      await expect(changes.update({ id, remark: 'x' }, as(chief))).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
      await expect(removal.remove({ id }, as(chief))).rejects.toMatchObject({ code: 'DELETE_OUTRANKS' });
      await expect(users.get({ id }, as(chief).identity)).rejects.toMatchObject({ code: 'TARGET_OUTRANKS' });
    }
    await expect(admin.removal.remove({ id: root.id }, as(root))).rejects.toMatchObject({ code: 'DELETE_OUTRANKS' });
  });

  it.each([
    ['root', 'disable', 'ROOT_UNDISABLEABLE'],
    ['root', 'delete', 'ROOT_NOT_DELETABLE'],
    ['root', 'demote', 'ROOT_UNDEMOTABLE'],
    ['root', 'promote', 'ALREADY_ADMIN'],
    ['chief', 'promote', 'ALREADY_ADMIN'],
    ['alice', 'demote', 'ALREADY_USER'],
    ['alice', 'explode', 'INVALID_PARAMETER'],
  ])('of root on %s: %s is refused with %s', async (name, action, code) => {
    const target = { root, chief, alice }[name] as Person;
    await expect(manage(root, target.id, action)).rejects.toMatchObject({ code });
  });

  it('refuses sixty attempts to gain a higher role', async () => {
    const { changes } = admin;
    const roles = () => admin.db.owner.query('SELECT id, role FROM auth.users ORDER BY id');
    const before = await roles();
    const attempts: Promise<unknown>[] = [];
    for (const role of [10, 100, 55, 11, 9, -5, 0, 2, 1e15]) {
      for (const actor of [chief, peer]) {
        for (const { id } of [alice, chief, peer, root]) {
          if (role > 1 || id !== alice.id) attempts.push(changes.update({ id, role }, as(actor)));
        }
      }
    }
    for (const role of [10, 100, 55, -5]) {
      attempts.push(changes.create({ username: `x${role}`, password: 'password123', role }, as(chief)));
    }
    attempts.push(
      manage(chief, alice.id, 'promote'),
      manage(chief, chief.id, 'promote'),
      manage(alice, alice.id, 'promote'),
    );
    attempts.push(changes.update({ id: alice.id, role: 10 }, as({ ...alice, role: 100 })));
    expect(attempts.length).toBeGreaterThanOrEqual(60);
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(await roles()).toEqual(before);
  });

  it('holds against a demotion under way: no action commits after it', async () => {
    const targets = await admin.people(...Array.from({ length: 200 }, (_, i) => [`t${i}`, 1] as [string, number]));
    const disabled = async () => {
      const [row] = await admin.db.owner.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM auth.users WHERE status = 2',
      );
      return row!.n;
    };
    const before = targets.slice(0, 60).map(({ id }) => manage(chief, id, 'disable'));
    const demotion = manage(root, chief.id, 'demote').then(disabled);
    const after = targets.slice(60).map(({ id }) => manage(chief, id, 'disable'));
    const doneAtDemotion = await demotion;
    const results = await Promise.allSettled([...before, ...after]);
    const refused = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code);
    expect(new Set(refused)).toEqual(new Set(['PERMISSION_DENIED']));
    expect(await disabled()).toBe(doneAtDemotion);
    expect(results.length - refused.length).toBe(doneAtDemotion);
    await expect(manage(chief, alice.id, 'disable')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('accounts elsewhere', () => {
  it('are shown by the ids of the providers; for OpenID Connect that is the `sub` without its issuer', async () => {
    const bind = `INSERT INTO auth.identities (user_id, provider, subject)
                  VALUES ($1, 'github', '42'), ($1, 'oidc', 'https://id.example.com ada lovelace'), ($1, 'wechat', 'a b')`;
    await admin.db.owner.query(bind, [alice.id]);
    expect(await admin.users.get({ id: alice.id }, as(chief).identity)).toMatchObject({
      github_id: '42',
      oidc_id: 'ada lovelace',
      wechat_id: 'a b',
      discord_id: '',
    });
  });
});

describe('a lock of an account', () => {
  const lock = (person: Person) =>
    admin.db.owner.query(
      `INSERT INTO auth.throttles (kind, key, user_id, misses, strikes, locked_until, expires_at)
       SELECT k.kind, sha256(convert_to(k.kind || $1::text, 'UTF8')), $1::bigint, 10, 1, now() + interval '5 minutes', now() + interval '1 day'
         FROM unnest(ARRAY['password', 'password*', 'passkey', 'second_factor', 'lock_notice']) AS k (kind)`,
      [person.id],
    );
  const lockedUntil = async (person: Person) =>
    (await admin.users.get({ id: person.id }, as(root).identity)).locked_until;

  it('is shown with its end, and in the filter of the list', async () => {
    await lock(alice);
    const now = Date.now() / 1000;
    expect(await lockedUntil(alice)).toBeGreaterThan(now + 290);
    expect(await lockedUntil(bob)).toBe(0);
    const { items } = await admin.users.list({ p: 1, page_size: 20, locked: true });
    expect(items.map(({ id, locked_until }) => [id, locked_until > now])).toEqual([[alice.id, true]]);
    const others = await admin.users.list({ p: 1, page_size: 20, locked: false });
    expect(others.items.map(({ id }) => id)).not.toContain(alice.id);
    expect(others.total).toBe(4);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['unlock', () => manage(chief, alice.id, 'unlock')],
    ['enable', () => manage(chief, alice.id, 'enable')],
    ['a new password', () => admin.changes.update({ id: alice.id, password: 'another password' }, as(chief))],
  ])('ends with %s by an administrator, and the next lock is as short as the first', async (_, act) => {
    await lock(alice);
    await act();
    expect(await lockedUntil(alice)).toBe(0);
    const text = 'SELECT count(*)::int AS n FROM auth.throttles WHERE user_id = $1 AND (misses > 0 OR strikes > 0)';
    expect(await admin.db.owner.query(text, [alice.id])).toEqual([{ n: 0 }]);
  });

  it('is not ended by an administrator for an equal or higher user, or by another change', async () => {
    await lock(peer);
    await expect(manage(chief, peer.id, 'unlock')).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    await admin.changes.update({ id: peer.id, remark: 'x' }, as(root));
    expect(await lockedUntil(peer)).toBeGreaterThan(0);
    await manage(root, peer.id, 'unlock');
    expect(await lockedUntil(peer)).toBe(0);
  });
});

describe('deletion', () => {
  it('marks, keeps the balance and the name, and can be taken back', async () => {
    await admin.changes.update({ id: alice.id, quota: 10 }, as(chief));
    await admin.signIn(alice.id);
    expect(await manage(chief, alice.id, 'delete')).toEqual({ role: 1, status: 1 });
    expect(await admin.credentials(alice.id)).toEqual([]);
    await expect(manage(chief, alice.id, 'disable')).rejects.toMatchObject({ code: 'USER_DELETED' });
    await expect(admin.changes.create({ username: 'Alice', password: 'password123' }, as(chief))).rejects.toMatchObject(
      {
        code: 'USERNAME_TAKEN',
      },
    );
    expect((await admin.users.get({ id: alice.id }, as(chief).identity)).DeletedAt).toMatch(/^\d{4}-/);
    await manage(chief, alice.id, 'restore');
    expect((await admin.users.get({ id: alice.id }, as(chief).identity)).DeletedAt).toBeNull();
    expect(await admin.balance(alice.id)).toBe(10);
  });

  it('removes the row, posts the balance to the closing account and keeps the entries', async () => {
    await admin.changes.update({ id: alice.id, quota: 10 }, as(chief));
    await admin.removal.remove({ id: alice.id }, as(chief));
    await expect(admin.users.get({ id: alice.id }, as(chief).identity)).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect((await admin.entries(alice.id)).map(({ kind, amount }) => ({ kind, amount }))).toEqual([
      { kind: 'admin_adjust', amount: 10 },
      { kind: 'closing', amount: -10 },
    ]);
    await expect(admin.removal.remove({ id: alice.id }, as(chief))).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    const [waiting] = await admin.db.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE task_identifier = 'users.erase_traces'`,
    );
    expect(waiting).toEqual({ n: 1 });
    const erasure = new Erasure(
      admin.db.as('admin'),
      admin.db.unitOfWork('admin'),
      new UsageRepository(admin.db.as('admin')),
    );
    await expect(erasure.erase({ userId: bob.id }, RUN)).rejects.toThrow('still there');
    await erasure.erase({ userId: alice.id }, RUN);
    const left = `SELECT DISTINCT username, ip FROM admin.logs WHERE user_id = $1`;
    expect(await admin.db.owner.query(left, [alice.id])).toEqual([{ username: '', ip: '' }]);
  });
});

describe('lists', () => {
  const list = (request: Partial<SearchUsersRequest> = {}) => admin.users.list({ p: 1, page_size: 20, ...request });
  const names = async (request: Partial<SearchUsersRequest>) =>
    (await list(request)).items.map(({ username }) => username);

  it('show all users, newest first, with an exact total, and no secret', async () => {
    await manage(chief, bob.id, 'delete');
    const page = await list();
    expect(page).toMatchObject({ total: 5, page: 1, page_size: 20, total_estimated: false, next_cursor: null });
    expect(page.items.map(({ username }) => username)).toEqual(['bob', 'alice', 'peer', 'chief', 'root']);
    expect(page.items[0]!.DeletedAt).not.toBeNull();
    expect(page.items.every((item) => item.access_token === null && typeof item.group === 'string')).toBe(true);
    expect(await names({ deleted: false })).toEqual(['alice', 'peer', 'chief', 'root']);
  });

  it('reach any page by number and by cursor, and past the end are empty', async () => {
    expect(await names({ p: 2, page_size: 2 })).toEqual(['peer', 'chief']);
    expect(await names({ p: 3, page_size: 2 })).toEqual(['root']);
    expect(await list({ p: 1_000_000_000, page_size: 100 })).toMatchObject({ items: [], total: 5 });
    const first = await list({ page_size: 2 });
    expect(await names({ page_size: 2, cursor: first.next_cursor! })).toEqual(['peer', 'chief']);
    expect(await names({ page_size: 2, p: 2, role: 1 })).toEqual([]);
    expect(await names({ sort: 'username', order: 'asc' })).toEqual(['alice', 'bob', 'chief', 'peer', 'root']);
  });

  it('stay exact over many blocks of ids, through deletions', async () => {
    await admin.db.owner.query(
      `WITH made AS (INSERT INTO auth.users (username, username_key)
                     SELECT 'm' || n, 'm' || n FROM generate_series(1, 5000) n RETURNING id)
       SELECT ledger.open(id) FROM made`,
    );
    const gone = `username ~ '^m[0-9]*7$'`;
    await admin.db.owner.query(`SELECT ledger.close(id, NULL, NULL) FROM auth.users WHERE ${gone}`);
    await admin.db.owner.query(`DELETE FROM auth.users WHERE ${gone}`);
    const all = await admin.db.owner.query<{ id: number }>('SELECT id FROM auth.users ORDER BY id DESC');
    for (const [p, size] of [
      [1, 20],
      [7, 100],
      [45, 100],
      [46, 100],
      [226, 20],
      [4505, 1],
    ] as const) {
      const page = await list({ p, page_size: size });
      expect(page.items.map(({ id }) => id)).toEqual(all.slice((p - 1) * size, p * size).map(({ id }) => id));
      expect(page.total).toBe(all.length);
    }
    const many = await list({ keyword: 'm', p: 1 });
    expect(many.total_estimated).toBe(true);
    expect(many.total).toBeGreaterThan(1000);
  });

  it('are searched anywhere in name, display name and address, wildcards literal, by any length of keyword', async () => {
    const { changes } = admin;
    await changes.update({ id: alice.id, display_name: '张三丰号', email: 'Al_ice@Example.com' }, as(chief));
    await changes.update({ id: bob.id, username: 'B%b', display_name: 'ÉCOLE' }, as(chief));
    const cases: [string, string[]][] = [
      ['LIC', ['alice']],
      ['三丰', ['alice']],
      ['丰', ['alice']],
      ['张三丰', ['alice']],
      ['l_i', ['alice']],
      ['_', ['alice']],
      ['%', ['B%b']],
      ['%b', ['B%b']],
      ['%%', []],
      ['%%%', []],
      ['école', ['B%b']],
      ['É', ['B%b']],
      ['example.com', ['alice']],
      ['m\x1f', []],
      ['e', ['B%b', 'alice', 'peer', 'chief']],
      ['nobody', []],
      ["' OR 1=1 --", []],
      [String(root.id), ['root']],
    ];
    for (const [keyword, expected] of cases) {
      expect({ keyword, found: await names({ keyword }) }).toEqual({ keyword, found: expected });
      expect((await list({ keyword })).total).toBe(expected.length);
    }
    expect(await names({ keyword: 'e', role: 10 })).toEqual(['peer', 'chief']);
    expect(await names({ keyword: 'e', group: 'nowhere' })).toEqual([]);
  });
});
