import fc from 'fast-check';

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
export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
export const step = fc.array(fc.record({ operation, cut: fc.integer({ min: 0, max: 19 }).map((n) => n === 0) }), {
  minLength: 1,
  maxLength: 3,
});

export const CODES = [5, 7, 11, 13];
/** Each user made a code or two, so that some redemptions are by the maker. The last code waits for an approval. */
export const getMaker = (code: number) => code % 3;
export const PENDING_CODE = CODES.length - 1;
export const GIFT = 20;
/** The least debt that one call may make, and how many times its reservation it may be: small, so that usage is written off, too. */
export const DEBT_FLOOR = 5;
export const DEBT_FACTOR = 1;

// --- the model -------------------------------------------------------------------------------------------------------

export interface Person {
  quota: number;
  affiliate: number;
  debt: number;
  reserved: number;
  used: number;
  requests: number;
  invited: number;
  rewarded: number;
}
export interface World {
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

/** Ends an open reservation. The freed quota pays debt, because a debt is open only while no quota is available. */
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
      earn(person, CODES[o.ref] ?? 0);
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

export interface Seen {
  readonly operation: Operation;
  /** Undefined where the answer was lost. */
  readonly answer: string | undefined;
}

/** The worlds that a step may have led to, given what was seen of it. */
export function outcomes(world: World, step: readonly Seen[]): World[] {
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
