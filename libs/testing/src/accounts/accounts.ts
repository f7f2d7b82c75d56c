import { randomUUID } from 'node:crypto';
import { type Identity, Role, UserStatus } from '@tollgate/contracts';
import { ledger, signUpPostings } from '@tollgate/ledger';
import { Database, poolConfig } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import pg from 'pg';
import type { Service, TestDatabase } from '../database/index.js';

/** How long to wait for a connection: more racers than connections are what is tested, on a busy machine too. */
const PATIENCE_MS = 10_000;

let made = 0;

export interface TestUser {
  quota?: number;
  affiliate?: number;
  role?: number;
  status?: number;
  group?: string;
}

/** A user with accounts, made as a sign-up makes one, and holding what is asked. */
export async function makeUser(db: TestDatabase, wanted: TestUser = {}): Promise<Identity> {
  const { quota = 0, affiliate = 0, role = Role.user, status = UserStatus.enabled, group = 'default' } = wanted;
  const username = `user${(made += 1)}-${process.pid}`;
  return db.unitOfWork('auth').run(async (tx) => {
    const text = `INSERT INTO auth.users (username, username_key, role, status, "group") VALUES ($1, $1, $2, $3, $4) RETURNING id`;
    const [row] = await tx.query<{ id: number }>(text, [username, role, status, group]);
    const userId = row!.id;
    await signUpPostings(tx, { userId, inviterId: null, gifts: { newUser: quota, invitee: 0, inviter: 0 } });
    if (affiliate > 0) {
      await ledger.post(tx, {
        kind: 'inviter_reward',
        ref: `test-${userId}`,
        actor: null,
        legs: [
          { userId, account: 'affiliate', amount: affiliate },
          { account: 'affiliate', amount: -affiliate },
        ],
        counts: [{ userId, affCount: 1, affHistoryQuota: affiliate }],
      });
    }
    return { userId, username, role, status, group, sessionId: null };
  });
}

/** The balances of a user's accounts by kind. */
export async function getBalances(db: TestDatabase, userId: number): Promise<Record<string, number>> {
  const text = 'SELECT kind, balance FROM ledger.accounts WHERE user_id = $1';
  const rows = await db.owner.query<{ kind: string; balance: number }>(text, [userId]);
  return Object.fromEntries(rows.map((row) => [row.kind, row.balance]));
}

/** The context of a request by this user, as a handler gets it. */
export function buildContext(identity: Identity, idempotencyKey?: string): RequestContext<Identity> {
  const caller = { ip: '192.0.2.1', userAgent: 'test', requestId: randomUUID(), locale: 'zh', idempotencyKey } as const;
  return { operation: randomUUID(), caller, identity, deadline: Date.now() + 30_000 };
}

/** A connection pool of its own, as another replica of a service has one. Ends with `close`. */
export function replica(
  db: TestDatabase,
  service: Service,
  size?: number,
): { database: Database; close(): Promise<void> } {
  const pool = new pg.Pool(poolConfig({ url: db.url, service, size, patienceMs: PATIENCE_MS }));
  pool.on('error', () => undefined);
  return { database: new Database(pool, PATIENCE_MS), close: () => pool.end() };
}
