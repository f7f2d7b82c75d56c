import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import { ledger, type Posting, signUpPostings } from '@tollgate/ledger';
import { type Database, UnitOfWork } from '@tollgate/platform/db';
import { replica } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
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

/**
 * The ledger against a model of it. A sequence is a list of steps; a step is up to three operations at once, on two replicas,
 * some of them with their connection cut. After each step there must be an order of its operations (those with a lost
 * answer done or not) in which the model gives the answers that were seen and the balances that are there.
 */
const SEQUENCES = sized({ ci: 1000, full: 100_000 });

// --- operations ------------------------------------------------------------------------------------------------------

const people = fc.integer({ min: 0, max: 2 });
const refs = fc.integer({ min: 0, max: 3 });
const amount = fc.integer({ min: 1, max: 12 });
const operation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('charge' as const),
      who: people,
      ref: refs,
      amount: fc.integer({ min: 0, max: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('redeem' as const), who: people, ref: refs }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('transfer' as const), who: people, ref: refs, amount }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('credit' as const), who: people, ref: refs, amount }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('refund' as const), who: people, ref: refs, amount }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('adjust' as const),
      who: people,
      ref: refs,
      amount: fc.integer({ min: 0, max: 30 }),
      expected: fc.option(fc.integer({ min: 0, max: 30 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('reward' as const),
      who: people,
      ref: refs,
      amount: fc.integer({ min: 0, max: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('reserve' as const), who: people, ref: refs, amount }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('settle' as const),
      who: people,
      ref: refs,
      amount: fc.integer({ min: 0, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), who: people, ref: refs }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('extend' as const), who: people, ref: refs, amount }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('expire' as const), who: people, ref: refs }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('close' as const), who: people }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('approve' as const), who: people }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
const step = fc.array(fc.record({ operation, cut: fc.integer({ min: 0, max: 19 }).map((n) => n === 0) }), {
  minLength: 1,
  maxLength: 3,
});

const CODES = [5, 7, 11, 13];
/** Each user made a code or two, so that some redemptions are by the maker. The last code waits for an approval. */
const getMaker = (code: number) => code % 3;
const PENDING_CODE = CODES.length - 1;
const GIFT = 20;
/** The least debt that one call may make, and how many times its reservation it may be: small, so that usage is written off, too. */
const DEBT_FLOOR = 5;
const DEBT_FACTOR = 1;

// --- the model -------------------------------------------------------------------------------------------------------

interface Person {
  quota: number;
  affiliate: number;
  debt: number;
  reserved: number;
  used: number;
  requests: number;
  invited: number;
  rewarded: number;
}
interface World {
  people: (Person | null)[];
  /** The user who redeemed each code. */
  codes: (number | null)[];
  /** The user who approved the last code. */
  approver: number | null;
  posted: Record<string, true>;
  charges: Record<number, { who: number; amount: number }>;
  holds: Record<number, { who: number; amount: number; open: boolean }>;
  settled: Record<number, number>;
}

/** Ends an open reservation; what it frees pays debt, because a debt is open only while nothing is available. */
function free(world: World, hold: { who: number; amount: number; open: boolean }): number {
  const held = hold.open ? hold.amount : 0;
  const person = world.people[hold.who];
  if (person) person.reserved -= held;
  hold.open = false;
  return held;
}

function payDebt(person: Person | null | undefined): void {
  if (!person) return;
  const repaid = Math.min(-person.debt, Math.max(0, person.quota - person.reserved));
  person.quota -= repaid;
  person.debt += repaid;
}

function settle(world: World, ref: number, amount: number): string {
  const before = world.settled[ref];
  if (before !== undefined) return before === amount ? 'double' : 'USAGE_CONFLICT';
  const hold = world.holds[ref];
  if (!hold) return 'RESERVATION_UNKNOWN';
  world.settled[ref] = amount;
  const person = world.people[hold.who];
  const outside = person ? Math.max(0, person.quota - person.reserved) : 0;
  const held = free(world, hold);
  if (!person) return 'ok';
  const own = Math.min(amount, held, person.quota);
  const charged = own + Math.min(amount - own, outside);
  const debt = Math.min(amount - charged, Math.max(DEBT_FACTOR * hold.amount, DEBT_FLOOR));
  person.quota -= charged;
  person.debt -= debt;
  person.used += charged + debt;
  person.requests += 1;
  if (debt === 0) payDebt(person);
  return 'ok';
}

function earn(person: Person, gained: number): void {
  const repaid = Math.min(gained, -person.debt);
  person.debt += repaid;
  person.quota += gained - repaid;
}

/** The outcome of an operation. If it succeeds, the model is changed in place. */
function perform(world: World, o: Operation): string {
  const person = world.people[o.who] ?? null;
  const post = (kind: string, work: (person: Person) => string): string => {
    const key = `${kind}-${'ref' in o ? o.ref : ''}`;
    if (world.posted[key]) return 'ALREADY_POSTED';
    if (!person) return 'ACCOUNT_NOT_FOUND';
    const answer = work(person);
    if (answer === 'ok') world.posted[key] = true;
    return answer;
  };
  switch (o.op) {
    case 'charge': {
      const before = world.charges[o.ref];
      if (before) return before.who === o.who && before.amount === o.amount ? 'double' : 'USAGE_CONFLICT';
      if (!person) return 'ACCOUNT_NOT_FOUND';
      if (person.quota - person.reserved < o.amount) return 'INSUFFICIENT_QUOTA';
      world.charges[o.ref] = { who: o.who, amount: o.amount };
      person.quota -= o.amount;
      person.used += o.amount;
      person.requests += 1;
      return 'ok';
    }
    case 'redeem':
      if (!person || world.codes[o.ref] !== null || getMaker(o.ref) === o.who) return 'nothing';
      if (o.ref === PENDING_CODE && (world.approver === null || world.approver === o.who)) return 'nothing';
      world.codes[o.ref] = o.who;
      earn(person, CODES[o.ref]!);
      return 'ok';
    case 'transfer':
      if (!person) return 'nothing';
      return post('transfer', () => {
        if (person.affiliate < o.amount) return 'AFF_QUOTA_INSUFFICIENT';
        person.affiliate -= o.amount;
        earn(person, o.amount);
        return 'ok';
      });
    case 'credit':
      return post('credit', (p) => (earn(p, o.amount), 'ok'));
    case 'refund':
      return post('refund', (p) => {
        const taken = Math.min(p.quota, o.amount);
        p.quota -= taken;
        p.debt -= o.amount - taken;
        return 'ok';
      });
    case 'reward':
      return post('reward', (p) => {
        p.affiliate += o.amount;
        p.rewarded += o.amount;
        p.invited += 1;
        return 'ok';
      });
    case 'adjust':
      if (!person) return 'ACCOUNT_NOT_FOUND';
      if (o.expected !== null && o.expected !== person.quota) return 'QUOTA_CHANGED';
      if (person.quota === o.amount) return 'nothing';
      return post('adjust', (p) => {
        if (o.amount > p.quota) p.debt = 0;
        p.quota = o.amount;
        return 'ok';
      });
    case 'reserve': {
      const hold = world.holds[o.ref];
      if (hold && (hold.who !== o.who || hold.amount !== o.amount)) return 'USAGE_CONFLICT';
      if (hold) return hold.open ? 'double' : 'RESERVATION_ENDED';
      if (!person) return 'ACCOUNT_NOT_FOUND';
      if (person.debt < 0 || person.quota - person.reserved < o.amount) return 'INSUFFICIENT_QUOTA';
      world.holds[o.ref] = { who: o.who, amount: o.amount, open: true };
      person.reserved += o.amount;
      return 'ok';
    }
    case 'extend': {
      const hold = world.holds[o.ref];
      if (!hold) return 'RESERVATION_UNKNOWN';
      if (!hold.open) return 'RESERVATION_ENDED';
      const owner = world.people[hold.who];
      if (!owner) return 'ACCOUNT_NOT_FOUND';
      const more = o.amount - hold.amount;
      if (owner.debt < 0 || (more > 0 && owner.quota - owner.reserved < more)) return 'INSUFFICIENT_QUOTA';
      hold.amount = o.amount;
      owner.reserved += more;
      return 'ok';
    }
    case 'settle':
      return settle(world, o.ref, o.amount);
    case 'release':
    case 'expire': {
      const hold = world.holds[o.ref];
      if (!hold?.open) return 'nothing';
      free(world, hold);
      payDebt(world.people[hold.who]);
      return 'ok';
    }
    case 'approve':
      if (getMaker(PENDING_CODE) === o.who || world.approver !== null) return 'nothing';
      world.approver = o.who;
      return 'ok';
    case 'close':
      if (!person) return 'ACCOUNT_NOT_FOUND';
      world.people[o.who] = null;
      return 'ok';
  }
}

/** A copy made of this realm's objects, as deep equality asks. */
function copy(world: World): World {
  return JSON.parse(JSON.stringify(world)) as World;
}

/** Every order of the items. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, n) => orders(items.toSpliced(n, 1)).map((rest) => [item, ...rest]));
}

interface Seen {
  readonly operation: Operation;
  /** Undefined where the answer was lost. */
  readonly answer: string | undefined;
}

/** The worlds that a step may have led to, given what was seen of it. */
function outcomes(world: World, step: readonly Seen[]): World[] {
  return orders(step).flatMap((order) => {
    let worlds = [copy(world)];
    for (const { operation, answer } of order) {
      worlds = worlds.flatMap((before) => {
        const after = copy(before);
        const said = perform(after, operation);
        if (answer === undefined) return [before, after];
        // an extension came between the moment at which the trial made it due and the expiry
        if (answer === 'not due') return [before];
        return said === answer ? [after] : [];
      });
    }
    return worlds;
  });
}

// --- the ledger ------------------------------------------------------------------------------------------------------

let db: TestDatabase;
let replicas: ReturnType<typeof replica>[];
let queues: RelayQueue[];
let options: Options;
beforeAll(async () => {
  db = await testDatabase();
  replicas = [replica(db, 'billing'), replica(db, 'billing')];
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
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const PIECES = { prefix: '', rate: '1', unit: '1', decimals: 0, suffix: '' } as const;
let sequences = 0;

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
    if (!cut) return { operation: o, answer: await getAnswer(this.perform(o, replicas[on]!.database, on)) };
    const doomed = replica(db, 'billing', 1);
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
        const work = on === undefined ? new UnitOfWork(database) : db.unitOfWork('admin');
        return (await work.run((tx) => ledger.adjust(tx, change))) === null ? 'nothing' : 'ok';
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
    await expectInvariants(db);
    expect(sequences).toBeGreaterThanOrEqual(SEQUENCES);
  },
  60_000 + SEQUENCES * 200,
);
