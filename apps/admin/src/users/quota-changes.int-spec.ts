import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import type { ManageUserRequest } from '@tollgate/contracts/admin/users';
import { ledger } from '@tollgate/ledger';
import { administration, type Administration, type Person } from '../testing/administration.js';

let admin: Administration;
let root: Person, chief: Person, peer: Person, alice: Person;

beforeAll(async () => {
  admin = await administration();
});
beforeEach(async () => {
  [root, chief, peer, alice] = await admin.people(['root', 100], ['chief', 10], ['peer', 10], ['alice', 1]);
});
afterEach(async () => {
  await admin.expectInvariants();
  await admin.clear();
});
afterAll(() => admin.close());

type Options = Parameters<Administration['context']>[1];
const change = (request: Partial<ManageUserRequest>, actor = chief, options?: Options) =>
  admin.actions.manage({ id: alice.id, action: 'add_quota', ...request }, admin.context(actor, options));
const form = (quota: number, typed: object = {}) => ({
  id: alice.id,
  username: 'alice',
  group: 'default',
  quota,
  ...typed,
});
const getCode = (error: unknown) => (error instanceof AppError ? error.code : error);

describe('a change of a balance', () => {
  it('adds, subtracts and overrides, and returns role, status and the new balance', async () => {
    expect(await change({ mode: 'add', value: 1000 })).toEqual({ role: 1, status: 1, quota: 1000 });
    expect(await change({ mode: 'subtract', value: 400 })).toMatchObject({ quota: 600 });
    expect(await change({ mode: 'override', value: 2000 })).toMatchObject({ quota: 2000 });
    expect(await change({ mode: 'override', value: 0 })).toMatchObject({ quota: 0 });
    expect(await change({ mode: 'override', value: 0 })).toMatchObject({ quota: 0 });
    const amounts = (await admin.entries(alice.id)).map(({ kind, amount }) => [kind, amount]);
    expect(amounts).toEqual([1000, -400, 1400, -2000].map((amount) => ['admin_adjust', amount]));
  });

  it('subtracts no quota that a reservation holds, but a new balance may be below it', async () => {
    await change({ mode: 'add', value: 1000 });
    const reserved = (state: string) =>
      admin.db.as('billing').query(
        `SELECT outcome FROM ledger.relay(ARRAY[$2], ARRAY['held'], ARRAY[$1::bigint], ARRAY[NULL::bigint], ARRAY[700::bigint],
             ARRAY[60], 10, 0)`,
        [alice.id, state],
      );
    await reserved('reserve');
    await expect(change({ mode: 'subtract', value: 301 })).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    expect(await change({ mode: 'subtract', value: 300 })).toMatchObject({ quota: 700 });
    expect(await change({ mode: 'override', value: 10 })).toMatchObject({ quota: 10 });
    await reserved('release');
  });

  it('is audited with mode, value, reference and reason, and writes a line to the user’s log', async () => {
    await change({ mode: 'add', value: 1_000_000, reference: 'order-1', reason: 'paid by wire' });
    const [event] = await admin.events();
    expect(event).toMatchObject({ action: 'user.add_quota', actor_id: chief.id, target_id: String(alice.id) });
    expect(JSON.parse(event!.detail)).toMatchObject({
      before: { quota: 0 },
      after: { quota: 1_000_000, mode: 'add', value: 1_000_000, reference: 'order-1' },
      reason: 'paid by wire',
    });
    const [entry] = await admin.entries(alice.id);
    expect(entry).toMatchObject({ actor_id: chief.id, memo: 'paid by wire' });
    const lines = await admin.db.owner.query('SELECT content FROM admin.logs WHERE user_id = $1', [alice.id]);
    expect(lines).toHaveLength(1);
  });

  it.each<[Partial<ManageUserRequest>, string]>([
    [{ mode: 'add', value: 0 }, 'QUOTA_CHANGE_ZERO'],
    [{ mode: 'subtract', value: 0 }, 'QUOTA_CHANGE_ZERO'],
    [{ mode: 'add', value: -5 }, 'QUOTA_CHANGE_ZERO'],
    [{ mode: 'subtract', value: -5 }, 'QUOTA_CHANGE_ZERO'],
    [{ mode: 'override', value: -5 }, 'INVALID_PARAMETER'],
    [{ mode: 'double', value: 5 }, 'INVALID_PARAMETER'],
    [{ mode: 'add' }, 'INVALID_PARAMETER'],
    [{ value: 5 }, 'INVALID_PARAMETER'],
    [{ mode: 'subtract', value: 101 }, 'INSUFFICIENT_QUOTA'],
    [{ mode: 'add', value: Number.MAX_SAFE_INTEGER }, 'QUOTA_OUT_OF_RANGE'],
  ])('is refused: %j with %s, and the balance stays', async (request, code) => {
    await change({ mode: 'override', value: 100 });
    await expect(change(request)).rejects.toMatchObject({ code });
    expect(await admin.balance(alice.id)).toBe(100);
  });

  it('is refused for a peer, for oneself and for a deleted user', async () => {
    const add = { mode: 'add', value: 5 };
    await expect(change({ ...add, id: peer.id })).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    await expect(change({ ...add, id: chief.id })).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    await expect(change({ ...add, id: root.id })).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    await admin.actions.manage({ id: alice.id, action: 'delete' }, admin.context(chief));
    await expect(change(add)).rejects.toMatchObject({ code: 'USER_DELETED' });
  });

  it('of 60 parallel ones loses none', async () => {
    const actors = [root, chief, peer];
    await Promise.all(Array.from({ length: 60 }, (_, n) => change({ mode: 'add', value: 7 }, actors[n % 3])));
    expect(await admin.balance(alice.id)).toBe(420);
  });
});

describe('a reference', () => {
  const add = { mode: 'add', value: 500, reference: 'shop-4711' };

  it('returns the first result to a repeated request, even after other changes', async () => {
    expect(await change(add)).toMatchObject({ quota: 500 });
    await change({ mode: 'add', value: 1 });
    expect(await change(add)).toMatchObject({ quota: 500 });
    expect(await admin.balance(alice.id)).toBe(501);
  });

  it('credits once if twins race', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => change(add)));
    expect(new Set(all.map(({ quota }) => quota))).toEqual(new Set([500]));
    expect(await admin.balance(alice.id)).toBe(500);
  });

  it.each([{ value: 501 }, { mode: 'subtract' }, { mode: 'override' }])(
    'is refused for another change: %j',
    async (other) => {
      await change(add);
      await expect(change({ ...add, ...other })).rejects.toMatchObject({ code: 'REFERENCE_REUSED' });
      expect(await admin.balance(alice.id)).toBe(500);
    },
  );

  it('is refused for another user', async () => {
    const [bob] = await admin.people(['bob', 1]);
    await change(add);
    await expect(change({ ...add, id: bob.id })).rejects.toMatchObject({ code: 'REFERENCE_REUSED' });
  });

  it('is unique per actor: another administrator may use it, too', async () => {
    await change(add);
    await change(add, peer);
    expect(await admin.balance(alice.id)).toBe(1000);
  });

  it('is free again if the change was refused', async () => {
    await expect(change({ ...add, mode: 'subtract' })).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    expect(await change(add)).toMatchObject({ quota: 500 });
  });
});

describe('an Idempotency-Key', () => {
  it('credits once, and makes a copy return the same reply', async () => {
    const key = randomUUID();
    const first = await change({ mode: 'add', value: 5 }, chief, { key });
    expect(await change({ mode: 'add', value: 5 }, chief, { key })).toEqual(first);
    await expect(change({ mode: 'add', value: 6 }, chief, { key })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await admin.balance(alice.id)).toBe(5);
  });

  it('is honoured by the creation and the update of users, too', async () => {
    const key = randomUUID();
    const bob = { username: 'bob', password: 'password123' };
    const twins = [0, 1].map(() => () => admin.changes.create(bob, admin.context(chief, { key })));
    for (const twin of twins) await twin();
    const update = { id: alice.id, quota: 70 };
    await admin.changes.update(update, admin.context(chief, { key }));
    await change({ mode: 'add', value: 30 });
    await admin.changes.update(update, admin.context(chief, { key }));
    expect(await admin.balance(alice.id)).toBe(100);
  });
});

describe('a form that was opened before a credit', () => {
  beforeEach(async () => {
    await change({ mode: 'override', value: 1000 }, peer);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'a script with an access token of the same person',
      () => change({ mode: 'add', value: 500_000 }, root, { session: null }),
    ],
    ['a relative credit in the same session', () => change({ mode: 'add', value: 500_000 }, root)],
    [
      'a form in another session of the same person',
      () => admin.changes.update(form(501_000), admin.context(root, { session: 2 })),
    ],
    [
      'a form with an access token of the same person',
      () => admin.changes.update({ id: alice.id, quota: 501_000 }, admin.context(root, { session: null })),
    ],
    ['an override in the same session', () => change({ mode: 'override', value: 501_000 }, root)],
    ['another administrator', () => change({ mode: 'add', value: 500_000 }, peer)],
    [
      'a posting of another kind',
      () =>
        admin.db.unitOfWork('auth').run((tx) =>
          ledger.post(tx, {
            kind: 'inviter_reward',
            ref: randomUUID(),
            actor: null,
            legs: [
              { userId: alice.id, account: 'quota', amount: 500_000 },
              { account: 'affiliate', amount: -500_000 },
            ],
            counts: [{ userId: alice.id, affCount: 1, affHistoryQuota: 500_000 }],
          }),
        ),
    ],
  ])('does not undo it: %s', async (_, credit) => {
    await credit();
    await admin.changes.update(form(1000, { remark: 'saved later' }), admin.context(root));
    expect(await admin.balance(alice.id)).toBe(501_000);
    expect((await admin.row(alice.id)).remark).toBe('saved later');
    const again = admin.changes.update(form(1000, { remark: 'saved later' }), admin.context(root));
    await expect(again.catch(getCode)).resolves.toBe('QUOTA_OUTDATED');
    expect(await admin.balance(alice.id)).toBe(501_000);
  });

  it('with an access token is never exempt, even from changes by access tokens', async () => {
    const token = { session: null };
    await admin.changes.update(form(501_000), admin.context(root, token));
    await admin.changes.update(form(1000, { remark: 'b' }), admin.context(root, token));
    expect(await admin.balance(alice.id)).toBe(501_000);
  });

  it('takes a slip back that was typed into a form of the same session', async () => {
    await admin.changes.update(form(100_000), admin.context(root));
    await admin.changes.update(form(1000), admin.context(root));
    expect(await admin.balance(alice.id)).toBe(1000);
  });
});
