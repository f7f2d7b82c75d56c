import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import { ledger, type Posting, signUpPostings } from '@tollgate/ledger';
import { type Database, UnitOfWork } from '@tollgate/platform/db';
import { replica } from '@tollgate/testing/accounts';
import {
  auditPostings,
  expectInvariants,
  type Service,
  testDatabase,
  type TestDatabase,
} from '@tollgate/testing/database';
import { sized } from '@tollgate/testing/scale';
import fc from 'fast-check';
import { grantRows } from '@tollgate/account-rules';
import { redeemCode } from '../redemptions/redeem.statement.js';
import { TransfersRepository } from '../transfers/transfers.repository.js';
import { Options } from '@tollgate/options';
import { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import { toRefusal } from '../relay/limits.js';
import { RelayQueue } from '../relay/relay-queue.js';
import { RelayRepository } from '../relay/relay.repository.js';
import { UsageService } from '../usage/usage.service.js';
import {
  CODES,
  DEBT_FACTOR,
  DEBT_FLOOR,
  getMaker,
  GIFT,
  type Operation,
  outcomes,
  PENDING_CODE,
  type Person,
  type Seen,
  step,
  type World,
} from '../testing/ledger-model.js';

/**
 * The ledger against a model of it. A sequence is a list of steps; a step is up to three operations at once, on two replicas,
 * some of them with their connection cut. After each step there must be an order of its operations (those with a lost
 * answer done or not) in which the model gives the answers that were seen and the balances that are there.
 */
const SEQUENCES = sized({ ci: 1000, full: 100_000 });

// --- the ledger ------------------------------------------------------------------------------------------------------

let db: TestDatabase;
let replicas: ReturnType<typeof replica>[];
let others: Record<'admin' | 'auth', ReturnType<typeof replica>>;
let queues: RelayQueue[];
let options: Options;
beforeAll(async () => {
  db = await testDatabase();
  replicas = [replica(db, 'billing'), replica(db, 'billing')];
  others = { admin: replica(db, 'admin'), auth: replica(db, 'auth') };
  await db.owner.query(`INSERT INTO admin.options (key, value) VALUES ('QuotaPerUnit', $1), ('RelayDebtFactor', $2)`, [
    String(DEBT_FLOOR),
    String(DEBT_FACTOR),
  ]);
  options = new Options(db.as('billing'), new Secrets(['a secret for tests']), new Log('test', true, () => undefined));
  await options.start();
  queues = replicas.map(({ database }) => queueOn(database));
});
/** A queue for relay operations over one connection pool. */
function queueOn(database: Database): RelayQueue {
  return new RelayQueue(new RelayRepository(database, options));
}

afterAll(async () => {
  await options.stop();
  await Promise.all([...replicas, others.admin, others.auth].map((one) => one.close()));
  await db.close();
});

const PIECES = { prefix: '', rate: '1', unit: '1', decimals: 0, suffix: '' } as const;
let sequences = 0;

/** The service that makes such a posting; the ledger refuses it of the others. */
function getService({ op }: Operation): Service {
  if (op === 'credit' || op === 'refund' || op === 'adjust') return 'admin';
  return op === 'reward' ? 'auth' : 'billing';
}

/** One sequence's users and codes, under names of its own. */
class Trial {
  private readonly name = `s${(sequences += 1)}`;
  private users: number[] = [];
  private codes: string[] = [];
  private grant = 0;

  async begin(): Promise<World> {
    await db.unitOfWork('auth').run(async (tx) => {
      this.users = [];
      for (const n of [0, 1, 2]) {
        const text = 'INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id';
        const [row] = await tx.query<{ id: number }>(text, [`${this.name}-${n}`]);
        this.users.push(row!.id);
        await signUpPostings(tx, {
          userId: row!.id,
          inviterId: null,
          gifts: { newUser: GIFT, invitee: 0, inviter: 0 },
        });
      }
    });
    this.codes = CODES.map((_, n) => `${this.name}-${n}`.padEnd(32, '-'));
    const makers = CODES.map((_, code) => this.users[getMaker(code)]);
    const [grant] = await db.owner.query<{ id: number }>(
      `INSERT INTO admin.grants (actor_id, kind, target_id, value, amount, state) VALUES ($1, 'codes', '1', $2, $2, 'pending')
       RETURNING id`,
      [makers[PENDING_CODE], CODES[PENDING_CODE]],
    );
    this.grant = grant!.id;
    const text = `INSERT INTO billing.redemptions (key, batch_id, created_by, name, quota, grant_id)
                  SELECT k, 1, m, 'x', q, CASE WHEN n = $4 THEN $5::bigint END
                    FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY c(k, q, m, n)`;
    await db.as('billing').query(text, [this.codes, CODES, makers, PENDING_CODE + 1, this.grant]);
    const person = { quota: GIFT, affiliate: 0, debt: 0, reserved: 0, used: 0, requests: 0, invited: 0, rewarded: 0 };
    return {
      people: [0, 1, 2].map(() => ({ ...person })),
      codes: CODES.map(() => null),
      approver: null,
      posted: {},
      charges: {},
      holds: {},
      settled: {},
    };
  }

  /** The state of the database, as far as the model knows it. */
  async look(): Promise<Pick<World, 'people' | 'codes' | 'approver'>> {
    const people = `SELECT u.id, q.balance AS quota, a.balance AS affiliate, d.balance AS debt, q.reserved, c.used_quota AS used,
        c.request_count AS requests, c.aff_count AS invited, c.aff_history_quota AS rewarded, q.closed_at IS NOT NULL AS closed
      FROM unnest($1::bigint[]) WITH ORDINALITY u(id, n) JOIN ledger.accounts q ON q.user_id = u.id AND q.kind = 'quota'
      JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'affiliate'
      JOIN ledger.accounts d ON d.user_id = u.id AND d.kind = 'debt' LEFT JOIN ledger.counters c ON c.user_id = u.id ORDER BY u.n`;
    const rows = await db.owner.query<Person & { id: number; closed: boolean }>(people, [this.users]);
    const used = await db.owner.query<{ used_user_id: number | null }>(
      'SELECT used_user_id FROM billing.redemptions WHERE key = ANY($1) ORDER BY id',
      [this.codes],
    );
    const [grant] = await db.owner.query<{ by: number | null }>(
      'SELECT decided_by AS by FROM admin.grants WHERE id = $1',
      [this.grant],
    );
    return {
      approver: grant!.by === null ? null : this.users.indexOf(grant!.by),
      people: rows.map(({ closed, id: _, ...person }) => (closed ? null : person)),
      codes: used.map(({ used_user_id: by }) => (by === null ? null : this.users.indexOf(by))),
    };
  }

  /** Runs an operation on a replica, or on a connection that is cut while it runs. */
  async run(o: Operation, on: number, cut: boolean): Promise<Seen> {
    const service = getService(o);
    const { database } = service === 'billing' ? replicas[on]! : others[service];
    if (!cut) return { operation: o, answer: await getAnswer(this.perform(o, database, on)) };
    const doomed = replica(db, service, 1);
    try {
      const [own] = await doomed.database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const running = getAnswer(this.perform(o, doomed.database), true);
      await new Promise((resolve) => setTimeout(resolve, o.who));
      await db.owner.query('SELECT pg_terminate_backend($1)', [own!.pid]);
      const answer = await running;
      // the statement may still be on its way to a commit
      const alive = 'SELECT FROM pg_stat_activity WHERE pid = $1';
      while ((await db.owner.query(alive, [own!.pid])).length > 0)
        await new Promise((resolve) => setTimeout(resolve, 1));
      return { operation: o, answer };
    } finally {
      await doomed.close();
    }
  }

  private async perform(o: Operation, database: Database, on?: number): Promise<string> {
    const userId = this.users[o.who]!;
    const ref = 'ref' in o ? `${this.name}-${o.op}-${o.ref}` : '';
    const post = (posting: Pick<Posting, 'kind' | 'legs' | 'counts'>) =>
      ledger.postAlone(database, { ...posting, ref, actor: userId }).then(() => 'ok');
    switch (o.op) {
      case 'charge': {
        const service = new UsageService(on === undefined ? queueOn(database) : queues[on]!);
        const request = { request_id: ref, user_id: userId, amount: o.amount, model: 'm' };
        return (await service.charge(request, { deadline: Date.now() + 60_000 })).duplicate ? 'double' : 'ok';
      }
      case 'redeem': {
        const quota = await nullIfRemoved(redeemCode(database, this.codes[o.ref]!, userId, '', PIECES));
        return quota === null ? 'nothing' : 'ok';
      }
      case 'transfer': {
        const transfer = { userId, ref, requestId: '', quota: o.amount };
        return (await nullIfRemoved(new TransfersRepository().transfer(database, transfer))) ? 'ok' : 'nothing';
      }
      case 'credit':
        return post({
          kind: 'admin_adjust',
          legs: [
            { userId, account: 'quota', amount: o.amount },
            { account: 'admin', amount: -o.amount },
          ],
        });
      case 'refund':
        return post({
          kind: 'admin_adjust',
          legs: [
            { userId, account: 'collect', amount: -o.amount },
            { account: 'admin', amount: o.amount },
          ],
        });
      case 'reward':
        return post({
          kind: 'inviter_reward',
          legs:
            o.amount === 0
              ? []
              : [
                  { userId, account: 'affiliate', amount: o.amount },
                  { account: 'affiliate', amount: -o.amount },
                ],
          counts: [{ userId, affCount: 1, affHistoryQuota: o.amount }],
        });
      case 'adjust': {
        const change = {
          ref,
          actor: userId,
          requestId: '',
          userId,
          target: o.amount,
          expected: o.expected ?? undefined,
        };
        return (await new UnitOfWork(database).run((tx) => ledger.adjust(tx, change))) === null ? 'nothing' : 'ok';
      }
      case 'reserve':
      case 'extend':
      case 'settle':
      case 'release':
      case 'expire': {
        const requestId = `${this.name}-hold-${o.ref}`;
        if (o.op === 'expire') {
          const due = `UPDATE ledger.reservations SET expires_at = now() WHERE request_id = $1 AND state = 'open'`;
          await db.owner.query(due, [requestId]);
        }
        const work = { op: o.op, requestId, ttlSeconds: 600, ...('amount' in o ? { amount: o.amount } : {}) };
        const queue = on === undefined ? queueOn(database) : queues[on]!;
        const row = await queue.add({ ...work, ...(o.op === 'reserve' ? { userId } : {}) }, Date.now() + 60_000);
        if (row.outcome === 'not_due') return 'not due';
        if (o.op === 'release' || o.op === 'expire')
          return row.outcome === 'released' && row.reserved > 0 ? 'ok' : 'nothing';
        const refused = toRefusal(row);
        if (refused) throw refused;
        return row.outcome === 'double' ? 'double' : 'ok';
      }
      case 'approve': {
        if (userId === this.users[getMaker(PENDING_CODE)]) return 'nothing';
        const work = new UnitOfWork(database);
        return (await work.run((tx) => grantRows.decide(tx, this.grant, 'done', userId))) ? 'ok' : 'nothing';
      }
      case 'close':
        return db.unitOfWork('admin').run(async (tx) => {
          await ledger.close(tx, userId, null, '');
          await tx.query('DELETE FROM auth.users WHERE id = $1', [userId]);
          return 'ok';
        });
    }
  }
}

/** If the user is removed while the statement runs, it finds a missing row or closed accounts. In both cases nothing was done. */
async function nullIfRemoved<T>(running: Promise<T>): Promise<T | null> {
  return running.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'ACCOUNT_NOT_FOUND') return null;
    throw error;
  });
}

/** The code that the caller gets; undefined if the answer was lost. */
async function getAnswer(running: Promise<string>, cut = false): Promise<string | undefined> {
  try {
    return await running;
  } catch (error) {
    const refused = error instanceof AppError && !['UNAVAILABLE', 'OUTCOME_UNKNOWN'].includes(error.code);
    if (refused) return error.code;
    if (cut) return undefined;
    throw error;
  }
}

it(
  `does what the model does in ${SEQUENCES} sequences of operations, some at once, some twice, some cut off`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const trial = new Trial();
        let worlds = [await trial.begin()];
        for (const step of steps) {
          const seen = await Promise.all(step.map(({ operation, cut }, n) => trial.run(operation, n % 2, cut)));
          const now = await trial.look();
          const possible = worlds.flatMap((world) => outcomes(world, seen));
          const before = worlds;
          const isNow = ({ people, codes, approver }: World) => isDeepStrictEqual({ people, codes, approver }, now);
          worlds = possible.filter(isNow).slice(0, 20);
          if (worlds.length === 0) throw new Error(`no order explains ${JSON.stringify({ before, seen, now })}`);
        }
      }),
      { numRuns: SEQUENCES, endOnFailure: false },
    );
    await auditPostings(db);
    await expectInvariants(db);
    expect(sequences).toBeGreaterThanOrEqual(SEQUENCES);
  },
  60_000 + SEQUENCES * 200,
);
