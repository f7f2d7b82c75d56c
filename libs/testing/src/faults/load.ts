import { setTimeout as sleep } from 'node:timers/promises';
import { hashSecret } from '@tollgate/platform/access';
import { type Balancer, type Got, toReason, type Sent } from './balancer.js';
import { PASSWORD, type People, type Person } from './people.js';
import {
  type Answer,
  type Attempt,
  isAcknowledged,
  type Operation,
  OperationLog,
  type OperationKind,
} from './record.js';

/** How often each kind comes, of a hundred. */
const MIX: readonly (readonly [OperationKind, number])[] = [
  ['self', 44],
  ['list', 8],
  ['redeem', 14],
  ['transfer', 14],
  ['setting', 10],
  ['remark', 4],
  ['login', 3],
  ['register', 3],
];
/** One unit of quota, the least that can be transferred; the amount above it tells one transfer from another. */
const UNIT = 500_000;
/** The pages that administrators open. */
const LISTS = ['/api/user/?p=1&page_size=10', '/api/log/?p=1&page_size=10', '/api/data'];
const PAUSE_MS = 15;
const RETRY_MS = 200;
/** Half of what can carry an Idempotency-Key does. */
const KEYED = 0.5;

export interface LoadOptions {
  /** Clients that each have one request under way at most. */
  readonly clients: number;
  /** Every operation that can be repeated safely has a key: where messages are doubled, and no client is to blame. */
  readonly allKeyed?: boolean;
}

/** Clients that use the platform until they are stopped; each request is in the log before it is sent. */
export class Load {
  readonly log = new OperationLog();
  private stopping = false;
  private readonly clients: Promise<void>[];
  private readonly queue: OperationKind[] = [];
  private static serial = 0;

  constructor(
    private readonly balancer: Balancer,
    private readonly people: People,
    private readonly options: LoadOptions,
  ) {
    this.clients = Array.from({ length: options.clients }, () => this.client());
  }

  /** Lets what is under way come to its end. */
  async stop(): Promise<OperationLog> {
    this.stopping = true;
    await Promise.all(this.clients);
    return this.log;
  }

  private async client(): Promise<void> {
    while (!this.stopping) {
      await this.carryOut(this.next());
      await sleep(PAUSE_MS);
    }
  }

  /** Once, or with a key until it is known what became of it. */
  private async carryOut(operation: Operation): Promise<void> {
    for (;;) {
      const attempt = await this.attempt(operation);
      const isOpen = !isAcknowledged(attempt) && isPassing(attempt.answer);
      if (operation.key === undefined || !isOpen || this.stopping) return;
      await sleep(RETRY_MS);
    }
  }

  private async attempt(operation: Operation): Promise<Attempt> {
    const attempt = this.log.send(operation);
    try {
      const got = await this.balancer.send(this.buildRequest(operation), (gateway) => (attempt.gateway = gateway));
      attempt.answer = toAnswer(operation, got);
    } catch (error) {
      attempt.answer = { at: performance.now(), cut: toReason(error) };
    }
    return attempt;
  }

  private next(): Operation {
    if (this.queue.length === 0)
      this.queue.push(...shuffled(MIX.flatMap(([kind, n]) => Array<OperationKind>(n).fill(kind))));
    const kind = this.queue.pop() ?? 'self';
    const id = (Load.serial += 1);
    const { users, admin, codes } = this.people;
    const user = users[id % users.length] ?? admin;
    const { allKeyed = false } = this.options;
    const canBeKeyed = kind === 'redeem' || kind === 'transfer';
    const key = canBeKeyed && (allKeyed || Math.random() < KEYED) ? `fault-${process.pid}-${id}` : undefined;
    const code = kind === 'redeem' ? codes.pop() : '';
    if (code === undefined) throw new Error('all codes are used: arrange more');
    const marks: Record<OperationKind, string> = {
      self: '',
      list: '',
      login: '',
      register: `new${id}-${process.pid}`,
      redeem: code,
      transfer: String(UNIT + id),
      setting: `o${id}`,
      remark: `fault-remark-${process.pid}-${id}`,
    };
    return { id, kind, userId: kind === 'list' ? admin.id : user.id, mark: marks[kind], key };
  }

  private buildRequest({ id: serial, kind, userId, mark, key }: Operation): Sent {
    const { users, admin } = this.people;
    const user = users.find(({ id }) => id === userId) ?? admin;
    const as = ({ id, cookie }: Person) => ({
      cookie: `session=${cookie}`,
      'new-api-user': String(id),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    });
    const own = (method: string, path: string, body?: unknown): Sent => ({ method, path, headers: as(user), body });
    switch (kind) {
      case 'self':
        return own('GET', '/api/user/self');
      case 'list':
        return { method: 'GET', path: LISTS[serial % LISTS.length] ?? '', headers: as(admin) };
      case 'redeem':
        return own('POST', '/api/user/topup', { key: mark });
      case 'transfer':
        return own('POST', '/api/user/aff_transfer', { quota: Number(mark) });
      case 'setting':
        return own('PUT', '/api/user/setting', { [mark]: 1 });
      case 'remark':
        return {
          method: 'PUT',
          path: '/api/user/',
          headers: { ...as(admin), 'x-request-id': mark },
          body: { id: userId, remark: mark },
        };
      case 'login':
        return {
          method: 'POST',
          path: '/api/user/login',
          headers: {},
          body: { username: user.username, password: PASSWORD },
        };
      case 'register':
        return {
          method: 'POST',
          path: '/api/user/register',
          headers: {},
          body: { username: mark, password: PASSWORD },
        };
    }
  }
}

/** Whether asking again may give another answer: it was not done, or perhaps, or is being done. */
function isPassing(answer: Answer | undefined): boolean {
  const { status } = answer ?? {};
  return status === undefined || status === 503 || status === 504 || status === 409;
}

function toAnswer({ kind }: Operation, { status, headers, body }: Got): Answer {
  const cookie = kind === 'login' ? /session=([^;]+)/.exec(headers.getSetCookie().join())?.[1] : undefined;
  return {
    at: performance.now(),
    status,
    success: body?.success,
    code: body?.code,
    message: body?.message,
    retryAfter: headers.get('retry-after') ?? undefined,
    credential: cookie === undefined ? undefined : hashSecret(cookie).toString('hex'),
  };
}

function shuffled<T>(list: T[]): T[] {
  const keyed = list.map((item) => ({ item, at: Math.random() }));
  return keyed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
