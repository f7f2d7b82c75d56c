import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { arrange, PASSWORD, type People, type Person } from '@tollgate/testing/faults';
import { HttpClient, type HttpReply, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const FEW = 6;
const MANY = 200;
/** So many more clients join in this time while none is refused, up to a number that no machine serves within seconds. */
const JOIN_MS = 2000;
const MAX_CLIENTS = 4000;
/** A refused client waits for less than Retry-After asks, or the overload would end. */
const RETRY_MS = 50;
const PHASE_MS = 3000;
/** The overload lasts until so many requests are refused, at most for so long. */
const ENOUGH_REFUSALS = 200;
const MAX_OVERLOAD_MS = 60_000;

type Ask = (client: HttpClient, person: Person) => Promise<HttpReply>;

let platform: TestPlatform;
let people: People;
const answers: { readonly kind: string; readonly reply: HttpReply }[] = [];

const KINDS = {
  self: (client) => client.get('/api/user/self'),
  transfer: (client) => client.post('/api/user/aff_transfer', { quota: 500_000 }),
  login: (client, { username }) => client.post('/api/user/login', { username, password: PASSWORD }),
} satisfies Record<string, Ask>;
type Kind = keyof typeof KINDS;

const isDone = ({ status, body }: HttpReply) => status === 200 && (body as { success?: boolean }).success === true;
const done = (replies: readonly HttpReply[]) => replies.filter(isDone).length;

beforeAll(async () => {
  platform = await startPlatform({ mesh: 'in-process' });
  people = await arrange(platform.db, 24, 0);
}, 120_000);
afterAll(() => platform.close());

const getPerson = (n: number): Person => people.users[n % people.users.length]!;

/** Sends one request as a person. */
async function ask(kind: Kind, person: Person): Promise<HttpReply> {
  const client = new HttpClient(platform.origin);
  client.userId = person.id;
  client.cookies.set('session', person.cookie);
  const reply = await KINDS[kind](client, person);
  answers.push({ kind, reply });
  return reply;
}

/** The replies to a load, and how many of them are refusals. */
class Replies {
  readonly all: HttpReply[] = [];
  refused = 0;

  add(reply: HttpReply): void {
    this.all.push(reply);
    if (!isDone(reply)) this.refused += 1;
  }
}

/** Runs concurrent clients of a kind until `isOver`. Each waits for its reply before it sends again. Returns all replies. */
async function load(kind: Kind, clients: number, isOver: () => boolean, replies = new Replies()): Promise<Replies> {
  const run = async (_: unknown, n: number) => {
    while (!isOver()) {
      const reply = await ask(kind, getPerson(n));
      replies.add(reply);
      if (!isDone(reply)) await sleep(RETRY_MS);
    }
  };
  await Promise.all(Array.from({ length: clients }, run));
  return replies;
}

function during(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}

/**
 * Loads until the overload has lasted, with the requests that are completed in each second. More clients join, up to `most`, until
 * some are refused, because the number that overloads the server depends on the machine.
 */
async function overload(kind: Kind, clients: number, most = clients) {
  const [started, isTimeOver, replies] = [performance.now(), during(MAX_OVERLOAD_MS), new Replies()];
  const isOver = () => isTimeOver() || replies.refused >= ENOUGH_REFUSALS;
  const running = [load(kind, clients, isOver, replies)];
  for (let joined = clients; !isOver(); await sleep(JOIN_MS)) {
    if (replies.refused > 0 || joined >= most) continue;
    joined += clients;
    running.push(load(kind, clients, isOver, replies));
  }
  await Promise.all(running);
  const { all, refused } = replies;
  return {
    done: all.length - refused,
    refused,
    perSecond: ((all.length - refused) * 1000) / (performance.now() - started),
  };
}

/** One read over a connection of its own; its status. */
function readOnce({ id, cookie }: Person): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { cookie: `session=${cookie}`, 'new-api-user': String(id) };
    const request = httpRequest(`${platform.origin}/api/user/self`, { headers, agent: false }, (response) => {
      response.once('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    request.once('error', reject).end();
  });
}

/** How often each value occurs. */
function tally(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

describe('a burst with the shipped settings', () => {
  it.each([40, 100, 200])(
    'of %d logins is served completely, and so are the sign-ups and reads that come during it',
    async (size) => {
      const logins = Promise.all(Array.from({ length: size }, (_, n) => ask('login', getPerson(n))));
      const signUps = Promise.all(
        Array.from({ length: 5 }, (_, n) =>
          new HttpClient(platform.origin).post('/api/user/register', {
            username: `burst${size}x${n}`,
            password: PASSWORD,
          }),
        ),
      );
      const reads = Promise.all(Array.from({ length: 50 }, (_, n) => ask('self', getPerson(n))));
      expect([done(await logins), done(await signUps), done(await reads)]).toEqual([size, 5, 50]);
    },
    120_000,
  );

  it.each([500, 2000])(
    'of %d reads, each over a connection of its own, is served completely',
    async (size) => {
      const statuses = await Promise.all(Array.from({ length: size }, (_, n) => readOnce(getPerson(n))));
      expect(tally(statuses)).toEqual({ 200: size });
    },
    120_000,
  );
});

describe('lasting overload', () => {
  it('of logins is refused in part, and takes nothing from reads', async () => {
    const [logins, reads] = await Promise.all([overload('login', MANY), load('self', FEW, during(PHASE_MS))]);
    expect(logins.refused).toBeGreaterThan(0);
    expect(logins.done).toBeGreaterThan(0);
    expect(reads.all.filter((reply) => !isDone(reply)).map(({ status, text }) => `${status} ${text}`)).toEqual([]);
  }, 120_000);

  it('of transfers is refused in part, does about as many as before, and ends with the load', async () => {
    const before = performance.now();
    const calm = await load('transfer', FEW, during(PHASE_MS));
    const calmPerSecond = ((calm.all.length - calm.refused) * 1000) / (performance.now() - before);
    const { perSecond, refused } = await overload('transfer', MANY, MAX_CLIENTS);
    // the clients share the machine with the server, so only a collapse shows
    expect(perSecond).toBeGreaterThan(0.3 * calmPerSecond);
    expect(refused).toBeGreaterThan(0);
    expect((await load('transfer', FEW, during(1000))).refused).toBe(0);
  }, 120_000);

  it('answers each request with success, or with 503 and Retry-After', () => {
    const others = answers
      .filter(({ reply }) => !isDone(reply))
      .filter(({ reply: { status, headers } }) => status !== 503 || !(Number(headers.get('retry-after')) > 0));
    expect(others.map(({ kind, reply }) => `${kind}: ${reply.status} ${reply.text}`)).toEqual([]);
  });

  it('carries out each transfer that was acknowledged, and no refused one', async () => {
    const moved = answers.filter(({ kind, reply }) => kind === 'transfer' && isDone(reply)).length;
    const [row] = await platform.db.owner.query<{ n: number }>(
      `SELECT count(*) AS n FROM ledger.transactions WHERE kind = 'aff_transfer'`,
    );
    expect(row?.n).toBe(moved);
    await expectInvariants(platform.db);
  });
});
