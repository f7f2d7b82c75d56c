import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { administration, type Administration, type Person } from '../testing/administration.js';
import type { PersonalPart } from './personal-data.js';
import { UserExportService } from './user-export.service.js';

let admin: Administration;
let service: UserExportService;
let root: Person, chief: Person, peer: Person, alice: Person;

beforeAll(async () => {
  admin = await administration();
  service = new UserExportService(admin.db.unitOfWork('admin'), admin.trail);
  [root, chief, peer, alice] = await admin.people(['root', 100], ['chief', 10], ['peer', 10], ['alice', 1]);
});
afterAll(() => admin.close());

const exported = async (who: Person, by = chief) =>
  (await service.export({ id: who.id }, admin.context(by))).parts as PersonalPart[];

describe('the export of a user', () => {
  it('holds the rows of each table and no secret', async () => {
    await admin.signIn(alice.id);
    await admin.db.owner.query(
      `UPDATE auth.users SET password_hash = 'a-hash', setting = '{"webhook_secret": "a-secret", "language": "en"}' WHERE id = $1`,
      [alice.id],
    );
    const parts = await exported(alice);
    const names = parts.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['auth.users', 'auth.sessions', 'ledger.accounts', 'ledger.counters']),
    );
    const text = JSON.stringify(parts);
    expect(text).toContain('"language":"en"');
    expect(text).not.toMatch(/a-hash|a-secret|\\\\x/);
  });

  it('covers every table that names a user, those of later releases too', async () => {
    await admin.db.owner.query('CREATE TABLE billing.newcomers (user_id bigint, api_secret text, note text)');
    await admin.db.owner.query(`INSERT INTO billing.newcomers VALUES ($1, 'hidden', 'shown')`, [alice.id]);
    const part = (await exported(alice)).find(({ name }) => name === 'billing.newcomers');
    await admin.db.owner.query('DROP TABLE billing.newcomers');
    expect(part).toEqual({ name: 'billing.newcomers', count: 1, items: [{ user_id: alice.id, note: 'shown' }] });
  });

  it('cuts a long table, and counts all of its rows', async () => {
    await admin.db.owner.query(
      `INSERT INTO admin.logs (user_id, type, content) SELECT $1, 4, repeat('x', 3000) FROM generate_series(1, 300)`,
      [alice.id],
    );
    const part = (await exported(alice)).find(({ name }) => name === 'admin.logs');
    expect([part?.count, part?.items.length]).toEqual([300, 20]);
  });

  it('is audited, and refused for an equal rank', async () => {
    expect((await admin.events()).filter(({ action }) => action === 'user.export').at(-1)).toMatchObject({
      actor_id: chief.id,
      target_id: String(alice.id),
    });
    await expect(exported(peer)).rejects.toMatchObject({ code: 'TARGET_OUTRANKS' });
    expect((await exported(root, root)).map(({ name }) => name)).toContain('auth.users');
  });
});
