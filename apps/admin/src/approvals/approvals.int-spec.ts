import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppError } from '@tollgate/contracts';
import { administration, type Administration, type Person } from '../testing/administration.js';

let admin: Administration;
let root: Person, chief: Person, peer: Person, alice: Person;

beforeAll(async () => {
  admin = await administration();
});
beforeEach(async () => {
  [root, chief, peer, alice] = await admin.people(['root', 100], ['chief', 10], ['peer', 10], ['alice', 1]);
  await setOption('AdminGrantApprovalThreshold', 1000);
});
afterEach(async () => {
  await setOption('AdminGrantApprovalThreshold', 0);
  await setOption('AdminGrantDailyCeiling', 0);
  await admin.expectInvariants();
  await admin.clear();
});
afterAll(() => admin.close());

const setOption = (key: string, value: number) =>
  admin.db.owner.query(
    'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, String(value)],
  );
const credit = (
  value: number,
  { by = chief, id = alice.id, mode = 'add', reference = undefined as string | undefined } = {},
) => admin.actions.manage({ id, action: 'add_quota', mode, value, reference }, admin.context(by));
const decide = (id: number, by: Person, approve = true) => admin.approvals.decide({ id, approve }, admin.context(by));
const list = (state?: string) => admin.approvals.list({ p: 1, page_size: 10, state });
/** Asks for a credit above the threshold, and returns the number of its approval. */
async function ask(value = 5000, options: Parameters<typeof credit>[1] = {}): Promise<number> {
  const refusal = await credit(value, options).catch((error: unknown) => error as AppError);
  expect(refusal).toMatchObject({ code: 'APPROVAL_PENDING' });
  return Number((refusal as AppError).params.id);
}

describe('a credit above the threshold', () => {
  it('waits, is visible and audited, and is posted once another administrator approves', async () => {
    await credit(1000);
    const id = await ask();
    expect(await admin.balance(alice.id)).toBe(1000);
    const [item] = (await list('pending')).items;
    expect(item).toMatchObject({
      id,
      kind: 'add',
      target_id: String(alice.id),
      actor: 'chief',
      amount: 5000,
      decided_by: 0,
    });
    expect(await decide(id, peer)).toMatchObject({ state: 'done', decided_by: peer.id });
    expect(await admin.balance(alice.id)).toBe(6000);
    expect((await admin.entries(alice.id)).at(-1)).toMatchObject({
      kind: 'admin_adjust',
      amount: 5000,
      actor_id: chief.id,
    });
    const actions = (await admin.events()).map(({ action, actor_id }) => [action, actor_id]);
    expect(actions.slice(-2)).toEqual([
      ['user.add_quota', chief.id],
      ['approval.approve', peer.id],
    ]);
    expect((await list('pending')).items).toEqual([]);
    expect((await list('done')).items).toHaveLength(1);
  });

  it('is rejected, and then gives nothing, not even to a repeated reference', async () => {
    const id = await ask(5000, { reference: 'r1' });
    await expect(credit(5000, { reference: 'r1' })).rejects.toMatchObject({ code: 'APPROVAL_PENDING', params: { id } });
    expect(await decide(id, root, false)).toMatchObject({ state: 'rejected' });
    await expect(credit(5000, { reference: 'r1' })).rejects.toMatchObject({ code: 'APPROVAL_REJECTED' });
    await expect(decide(id, root)).rejects.toMatchObject({ code: 'APPROVAL_DECIDED' });
    expect(await admin.balance(alice.id)).toBe(0);
  });

  it('answers a repeated reference with the new balance once it is approved', async () => {
    const id = await ask(5000, { reference: 'r2' });
    await decide(id, peer);
    expect(await credit(5000, { reference: 'r2' })).toMatchObject({ quota: 5000 });
    expect(await admin.balance(alice.id)).toBe(5000);
  });

  it('cannot be approved by the requester, the recipient, a user without rights or an administrator below the target', async () => {
    const id = await ask();
    await expect(decide(id, chief)).rejects.toMatchObject({ code: 'APPROVAL_OWN' });
    await expect(decide(id, alice)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const own = await ask(5000, { by: root, id: root.id });
    await expect(decide(own, root)).rejects.toMatchObject({ code: 'APPROVAL_OWN' });
    await expect(decide(own, chief)).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    const peers = await ask(5000, { by: root, id: peer.id });
    await expect(decide(peers, peer)).rejects.toMatchObject({ code: 'UPDATE_OUTRANKS' });
    await expect(decide(424_242, peer)).rejects.toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
    expect((await list('pending')).total).toBe(3);
  });

  it('is posted once if two administrators approve at the same time', async () => {
    const id = await ask();
    const all = await Promise.allSettled([peer, root, peer, root].map((by) => decide(id, by)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await admin.balance(alice.id)).toBe(5000);
  });

  it('is not posted to a deleted user, and can be rejected then', async () => {
    const id = await ask();
    await admin.actions.manage({ id: alice.id, action: 'delete' }, admin.context(chief));
    await expect(decide(id, peer)).rejects.toMatchObject({ code: 'USER_DELETED' });
    expect(await decide(id, peer, false)).toMatchObject({ state: 'rejected' });
  });

  it('waits as an addition if it was asked for as a new balance, by override or by form', async () => {
    await credit(800);
    const override = await ask(9000, { mode: 'override' });
    const form = { id: alice.id, username: 'alice', group: 'default', remark: 'kept', quota: 7000 };
    await expect(admin.changes.update(form, admin.context(chief))).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    expect((await admin.row(alice.id)).remark).toBe('kept');
    await credit(300, { mode: 'subtract' });
    await decide(override, peer);
    expect(await admin.balance(alice.id)).toBe(500 + 8200);
  });

  it('does not wait if it takes quota away', async () => {
    await credit(1000);
    await credit(500, { by: peer });
    expect(await credit(1500, { mode: 'subtract' })).toMatchObject({ quota: 0 });
  });
});

describe('the daily ceiling', () => {
  it('counts credits, forms and pending ones of an administrator, and neither root nor another day', async () => {
    await setOption('AdminGrantDailyCeiling', 6000);
    await credit(500);
    await admin.changes.update({ id: alice.id, quota: 1000 }, admin.context(chief));
    const id = await ask(5000);
    await expect(credit(1)).rejects.toMatchObject({ code: 'GRANT_CEILING' });
    const raise = admin.changes.update({ id: alice.id, quota: 1001 }, admin.context(chief));
    await expect(raise).rejects.toMatchObject({ code: 'GRANT_CEILING' });
    expect(await credit(1, { mode: 'subtract' })).toMatchObject({ quota: 999 });
    await credit(1, { by: peer });
    await credit(900, { by: root });
    await decide(id, peer, false);
    await credit(1000);
    await admin.db.owner.query(`UPDATE admin.grants SET created_at = created_at - interval '1 day'`);
    await credit(1000);
  });

  it('holds against 40 parallel credits', async () => {
    await setOption('AdminGrantDailyCeiling', 1000);
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => credit(100)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await admin.balance(alice.id)).toBe(1000);
  });

  it('counts the debt that a new balance repays on top', async () => {
    await setOption('AdminGrantDailyCeiling', 1000);
    await admin.putInDebt(alice.id, 5000);
    await expect(credit(1, { mode: 'override' })).rejects.toMatchObject({ code: 'GRANT_CEILING' });
    await expect(admin.changes.update({ id: alice.id, quota: 1 }, admin.context(chief))).rejects.toMatchObject({
      code: 'GRANT_CEILING',
    });
  });
});
