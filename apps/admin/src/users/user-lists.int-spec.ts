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
