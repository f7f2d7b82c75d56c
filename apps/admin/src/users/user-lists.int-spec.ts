import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

const as = (person: Person) => admin.context(person);

describe('filters and order of lists', () => {
  const list = (request: object) => admin.users.list({ p: 1, page_size: 50, ...request });
  const names = async (request: object) => (await list(request)).items.map(({ username }) => username);

  it('finds those whom a user invited', async () => {
    const [guest] = await admin.people(['guest', 1]);
    await admin.db.owner.query('UPDATE auth.users SET inviter_id = $1 WHERE id = $2', [alice.id, guest.id]);
    expect(await names({ inviter_id: alice.id })).toEqual(['guest']);
    expect(await names({ inviter_id: guest.id })).toEqual([]);
  });

  it('sorts by balance and group, by both names of the parameter, and an unknown name is the default order', async () => {
    const balances: [Person, number][] = [
      [alice, 30],
      [chief, 10],
      [peer, 20],
    ];
    for (const [{ id }, quota] of balances) await admin.changes.update({ id, quota }, as(root));
    expect((await names({ sort_by: 'quota', sort_order: 'desc' })).slice(0, 3)).toEqual(['alice', 'peer', 'chief']);
    expect((await names({ sort: 'quota', order: 'asc' })).slice(-3)).toEqual(['chief', 'peer', 'alice']);
    await admin.changes.update({ id: alice.id, group: 'vip' }, as(root));
    expect((await names({ sort_by: 'group' }))[0]).toBe('alice');
    expect(await names({ sort_by: 'nonsense' })).toEqual(await names({}));
  });

  it('keeps address, group, status and quota of a new user', async () => {
    const wanted = {
      username: 'carol',
      password: 'password123',
      email: 'carol@example.com',
      group: 'vip',
      status: 2,
      quota: 500,
    };
    await admin.changes.create(wanted, as(chief));
    const [carol] = (await list({ keyword: 'carol' })).items;
    expect(carol).toMatchObject({ email: 'carol@example.com', group: 'vip', status: 2, quota: 500 });
    expect((await admin.entries(carol!.id)).map(({ kind }) => kind)).toEqual(['admin_adjust']);
  });
});

describe('the group of a user', () => {
  it.each(['nosuch', 'VIP', ' vip', 'auto', '__proto__', 'constructor'])(
    'that does not exist is refused, and nothing is changed or made: %j',
    async (group) => {
      const change = { id: alice.id, remark: 'changed', group };
      await expect(admin.changes.update(change, as(chief))).rejects.toMatchObject({
        code: 'GROUP_UNKNOWN',
        params: { group },
      });
      expect(await admin.row(alice.id)).toMatchObject({ group: 'default', remark: '' });
      const made = { username: 'carol', password: 'password123', group };
      await expect(admin.changes.create(made, as(chief))).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
      expect((await admin.users.list({ p: 1, page_size: 9, keyword: 'carol' })).total).toBe(0);
    },
  );

  it('that was removed since stays with a form that sends it back, and cannot be given to others', async () => {
    await admin.db.owner.query(`UPDATE auth.users SET "group" = 'gone' WHERE id = $1`, [alice.id]);
    await admin.changes.update({ id: alice.id, group: 'gone', remark: 'known' }, as(chief));
    expect(await admin.row(alice.id)).toMatchObject({ group: 'gone', remark: 'known' });
    await expect(admin.changes.update({ id: peer.id, group: 'gone' }, as(root))).rejects.toMatchObject({
      code: 'GROUP_UNKNOWN',
    });
  });
});

describe('the reason why a user is disabled', () => {
  const lines = (id: number) =>
    admin.db.owner.query<{ type: number; other: string }>(
      'SELECT type, content, other FROM admin.logs WHERE user_id = $1 ORDER BY id',
      [id],
    );

  it('is shown to the administrators who manage the user, and ends when the user is enabled', async () => {
    await admin.actions.manage({ id: alice.id, action: 'disable', reason: 'chargeback' }, as(chief));
    for (const reader of [chief, peer, root]) {
      const identity = admin.context(reader).identity;
      expect(await admin.users.get({ id: alice.id }, identity)).toMatchObject({ disable_reason: 'chargeback' });
    }
    const [line] = await lines(alice.id);
    expect(line).toMatchObject({ type: 3, content: expect.not.stringContaining('chargeback') });
    expect(JSON.parse(line!.other)).toEqual({
      admin_info: { admin_id: chief.id, admin_username: 'chief', reason: 'chargeback' },
    });
    await admin.actions.manage({ id: alice.id, action: 'enable' }, as(peer));
    expect(await admin.users.get({ id: alice.id }, admin.context(chief).identity)).toMatchObject({
      disable_reason: '',
    });
    expect(await lines(alice.id)).toHaveLength(2);
  });

  it('is kept from the edit form, too', async () => {
    await admin.changes.update({ id: alice.id, status: 2, reason: 'abuse' }, as(chief));
    expect(await admin.users.get({ id: alice.id }, admin.context(chief).identity)).toMatchObject({
      disable_reason: 'abuse',
    });
    await admin.changes.update({ id: alice.id, status: 1, reason: 'appeal' }, as(chief));
    expect(await admin.row(alice.id)).toMatchObject({ status: 1, disable_reason: '' });
    expect(await lines(alice.id)).toHaveLength(2);
  });
});

describe('a list that is read to its end with the cursor', () => {
  it('has every user once, also if users are added in the meantime', async () => {
    const made: [string, number][] = Array.from({ length: 7 }, (_, n) => [`seven${n}`, 1]);
    await admin.people(...made);
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await admin.users.list({ p: 1, page_size: 3, keyword: 'seven', cursor });
      found.push(...page.items.map(({ username }) => username));
      cursor = page.next_cursor;
      if (found.length === 3) await admin.people(['seven-late', 1]);
    }
    expect(found).toEqual(made.map(([name]) => name).reverse());
  });

  it('is refused as a file in another order than that of the ids', async () => {
    const file = { p: 1, page_size: 20, format: 'csv', sort_by: 'quota', sort_order: 'desc' };
    await expect(admin.users.list(file)).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
      params: { field: 'sort' },
    });
  });
});
