import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lockActor } from '@tollgate/account-rules';
import { Role } from '@tollgate/contracts';
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

const give = (actor: Person, { id }: Person, admin_permissions: object) =>
  admin.changes.update({ id, admin_permissions }, admin.context(actor));
const rights = async ({ id }: Person) =>
  (await admin.users.get({ id }, admin.context(root).identity)).admin_permissions as Record<
    string,
    Record<string, boolean>
  >;
const grant = (actor: Person, { id }: Person) =>
  admin.actions.manage({ id, action: 'add_quota', mode: 'add', value: 5 }, admin.context(actor));

describe('the rights of an administrator', () => {
  it('are those of the role where root has left them out, and are recorded when root changes them', async () => {
    await give(root, chief, { user: { grant: false }, channel: { secret_view: true, read: true } });
    expect((await rights(chief)).user).toEqual({ read: true, write: true, grant: false });
    expect((await rights(chief)).channel).toMatchObject({ read: true, secret_view: true, sensitive_write: false });
    await give(root, chief, {});
    expect((await rights(chief)).user).toMatchObject({ grant: true });
    const events = await admin.db.owner.query<{ detail: string }>(
      `SELECT v.detail FROM admin.audit_events e JOIN admin.audit_values v ON v.event_id = e.id
        WHERE e.action = 'user.update' AND e.target_id = $1 ORDER BY e.id`,
      [String(chief.id)],
    );
    expect(JSON.stringify(events[0])).toContain('admin_permissions');
    expect(events).toHaveLength(2);
  });

  it('are changed by root only; an administrator may send them unchanged, as forms do', async () => {
    await expect(give(chief, peer, { user: { grant: false } })).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    const made = { username: 'newcomer', password: 'password-1234' };
    const withRights = { ...made, role: Role.user, admin_permissions: { user: { grant: false } } };
    // a user has no rights, so what a form sends for one is ignored
    await admin.changes.create(withRights, admin.context(chief));
    await give(chief, alice, { user: { read: false, write: false, grant: false } });
    await admin.changes.update({ id: alice.id, role: Role.admin }, admin.context(root));
    expect((await rights(alice)).user).toEqual({ read: true, write: true, grant: true });
    await expect(give(root, chief, { user: { fly: true } })).rejects.toMatchObject({ code: 'INVALID_VALUE' });
    await expect(give(root, chief, { user: { read: 'yes' } })).rejects.toMatchObject({ code: 'INVALID_VALUE' });
  });

  it('decide about quota in both ways of changing it', async () => {
    await give(root, chief, { user: { grant: false } });
    await expect(grant(chief, alice)).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    const form = admin.changes.update({ id: alice.id, quota: 7 }, admin.context(chief));
    await expect(form).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    await admin.changes.update({ id: alice.id, remark: 'x' }, admin.context(chief));
    await give(root, chief, {});
    await expect(grant(chief, alice)).resolves.toMatchObject({ quota: 5 });
  });

  it('that root takes while a request runs refuse the change when it locks the actor', async () => {
    const context = admin.context(chief);
    const admitted = { ...context, identity: { ...context.identity, permission: 'user.write' } };
    await give(root, chief, { user: { write: false } });
    const change = admin.changes.update({ id: alice.id, remark: 'x' }, admitted);
    await expect(change).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    const lock = admin.db.unitOfWork('admin').run((tx) => lockActor(tx, admitted.identity, Role.admin));
    await expect(lock).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    const asRoot = { ...admin.context(root).identity, permission: 'user.write' };
    await expect(admin.db.unitOfWork('admin').run((tx) => lockActor(tx, asRoot, Role.admin))).resolves.toBe(Role.root);
  });
});
