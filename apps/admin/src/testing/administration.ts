import { randomUUID } from 'node:crypto';
import { NewAccounts } from '@tollgate/account-rules';
import type { Identity } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Jobs } from '@tollgate/platform/jobs';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { expectInvariants, testDatabase } from '@tollgate/testing/database';
import { ApprovalsRepository } from '../approvals/approvals.repository.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import { QuotaChangesService } from '../users/quota-changes.service.js';
import { UserActionsService } from '../users/user-actions.service.js';
import { UserChangesService } from '../users/user-changes.service.js';
import { UserRemovalService } from '../users/user-removal.service.js';
import { NewPasswords } from '../accounts/new-passwords.js';
import { UserTrail } from '../users/user-trail.js';
import { UsersRepository } from '../users/users.repository.js';
import { UsersService } from '../users/users.service.js';

export interface Person {
  readonly id: number;
  readonly username: string;
  readonly role: number;
}

export type Administration = Awaited<ReturnType<typeof administration>>;

/** The administration of users on its own database, with the role of the admin service. */
export async function administration() {
  const db = await testDatabase();
  const database = db.as('admin');
  const work = db.unitOfWork('admin');
  const options = new Options(database, new Secrets(['a secret for tests']), new Log('test', true, () => undefined));
  await options.start();
  const repository = new UsersRepository(database);
  const trail = new UserTrail(new Records(), options, new Jobs());
  const idempotency = new Idempotency(work);
  const quotas = new QuotaChangesService(trail);
  const accounts = new NewAccounts(options);
  const passwords = new NewPasswords(new PasswordHasher(), options);
  const changes = new UserChangesService(repository, accounts, passwords, trail, quotas, idempotency);
  const one = async <T extends object>(sql: string, values: unknown[]): Promise<T> => {
    const [row] = await db.owner.query<T & Record<string, unknown>>(sql, values);
    if (!row) throw new Error(`no row: ${sql}`);
    return row;
  };
  return {
    db,
    options,
    changes,
    removal: new UserRemovalService(work, repository, trail),
    trail,
    users: new UsersService(repository),
    approvals: new ApprovalsService(work, new ApprovalsRepository(database), quotas, new Records()),
    actions: new UserActionsService(idempotency, repository, trail, quotas),

    /** Makes accounts of given names and roles. */
    async people<T extends [string, number][]>(...wanted: T): Promise<{ [K in keyof T]: Person }> {
      const made: Person[] = [];
      for (const [username, role] of wanted) {
        const { id } = await one<{ id: number }>(
          'INSERT INTO auth.users (username, username_key, role) VALUES ($1, lower($1), $2) RETURNING id',
          [username, role],
        );
        await db.owner.query('SELECT ledger.open($1)', [id]);
        made.push({ id, username, role });
      }
      return made as { [K in keyof T]: Person };
    },

    /** The request context of a person. */
    context(
      { id, username, role }: Person,
      { session = 1, key }: { session?: number | null; key?: string } = {},
    ): RequestContext<Identity> {
      const identity = { userId: id, username, role, status: 1, group: 'default', sessionId: session };
      const caller = {
        ip: '192.0.2.1',
        userAgent: 'spec',
        requestId: 'r1',
        locale: 'zh' as const,
        idempotencyKey: key,
      };
      return { operation: randomUUID(), identity, caller, deadline: Date.now() + 60_000 };
    },

    row: (id: number) => one<Record<string, unknown>>('SELECT * FROM auth.users WHERE id = $1', [id]),
    balance: async (id: number) => {
      const sql = `SELECT balance FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`;
      return (await one<{ balance: number }>(sql, [id])).balance;
    },
    entries: (id: number) =>
      db.owner.query<{ kind: string; amount: number; actor_id: number; memo: string }>(
        `SELECT t.kind, e.amount, t.actor_id, t.memo FROM ledger.entries e
           JOIN ledger.transactions t ON t.id = e.transaction_id JOIN ledger.accounts a ON a.id = e.account_id
          WHERE a.user_id = $1 ORDER BY t.id`,
        [id],
      ),
    events: () =>
      db.owner.query<{ id: number; action: string; actor_id: number; target_id: string; detail: string }>(
        `SELECT id, action, actor_id, target_id, detail FROM admin.audit_events JOIN admin.audit_values ON event_id = id
          WHERE id IN (SELECT event_id FROM admin.audit_unsealed) ORDER BY id`,
      ),

    /** Takes more from a user than there is, so that the rest becomes a debt. */
    putInDebt: (userId: number, amount: number) =>
      work.run(async (tx) => {
        const target = { type: 'user', id: userId };
        await new Records().audit(tx, { actor: null, action: 'approval.approve', target, caller: null });
        await ledger.post(tx, {
          kind: 'admin_adjust',
          ref: randomUUID(),
          actor: null,
          legs: [
            { userId, account: 'collect', amount: -amount },
            { account: 'admin', amount },
          ],
        });
      }),

    /** Gives a user a session with its cookie, and an access token. */
    async signIn(userId: number): Promise<void> {
      await db.owner.query(
        `WITH s AS (INSERT INTO auth.sessions (user_id, expires_at) VALUES ($1, now() + interval '1 hour') RETURNING id)
         INSERT INTO auth.credentials (hash, kind, session_id, user_id)
         SELECT sha256(random()::text::bytea), 'cookie', id, $1 FROM s
         UNION ALL SELECT sha256(random()::text::bytea), 'access_token', NULL, $1`,
        [userId],
      );
    },
    credentials: async (userId: number) => {
      const sql = 'SELECT kind FROM auth.credentials WHERE user_id = $1 ORDER BY kind';
      return (await db.owner.query<{ kind: string }>(sql, [userId])).map(({ kind }) => kind);
    },

    expectInvariants: () => expectInvariants(db),
    /** Removes all users. The trail stays, but `events` does not return its old events. */
    async clear(): Promise<void> {
      await db.owner.query(
        'SELECT ledger.close(user_id, NULL, NULL) FROM ledger.counters JOIN auth.users ON id = user_id',
      );
      await db.owner.query('DELETE FROM auth.users');
      await db.owner.query('DELETE FROM admin.audit_unsealed');
    },
    async close(): Promise<void> {
      await options.stop();
      await db.close();
    },
  };
}
