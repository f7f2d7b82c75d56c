import { readdirSync, readFileSync } from 'node:fs';
import type { Envelope, TestPlatform } from '@tollgate/testing/platform';
import { BearerClient, type Bundle } from '../clients/bearer-client.js';

/** A JSON value reduced to its keys and types: the name of a type, a list of one item, or an object. */
export type JsonShape = string | readonly JsonShape[] | { readonly [key: string]: JsonShape };

/** One request to a New API server and what its answer was like. */
export interface Exchange {
  readonly as: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  readonly success?: boolean;
  readonly shape?: JsonShape;
}

export type Generation = '2025' | '2026';

export interface Family {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const DATA = new URL('./data/', import.meta.url);
/** These come first, because the others need what they make; `users` comes last, because it deletes its people. */
const FIRST = ['setup', 'account', 'token'];
const LAST = 'users';

/** The recorded families of a generation. */
export function readFamilies(generation: Generation): Family[] {
  const files = readdirSync(DATA).filter((file) => file.startsWith(`${generation}-`));
  const families = files.map((file) => ({
    name: file.slice(5, -5),
    exchanges: JSON.parse(readFileSync(new URL(file, DATA), 'utf8')) as Exchange[],
  }));
  const rank = ({ name }: Family) =>
    FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length + Number(name === LAST);
  return families.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The differences between a recorded answer and ours. Keys that only ours has are no difference. */
export function compare(recorded: Exchange, status: number, body: unknown): string[] {
  const differences: string[] = [];
  if (Math.floor(recorded.status / 100) !== Math.floor(status / 100)) differences.push(`status ${status}`);
  const success = (body as { success?: unknown } | undefined)?.success;
  if (recorded.success !== undefined && recorded.success !== success) differences.push(`success ${String(success)}`);
  const isComparable = recorded.shape !== undefined && differences.length === 0 && recorded.success !== false;
  if (isComparable) differences.push(...compareShapes(recorded.shape, body, 'body'));
  return differences;
}

function compareShapes(shape: JsonShape, value: unknown, at: string): string[] {
  // a null does not show the type, so any value or none is accepted
  if (shape === 'null') return [];
  if (value === undefined) return [`no ${at}`];
  if (typeof shape === 'string')
    return typeof value === shape ? [] : [`${at} is ${value === null ? 'null' : typeof value}`];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return shape.length > 0 && value.length > 0 ? compareShapes(shape[0] as JsonShape, value[0], `${at}[]`) : [];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const object = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape as Readonly<Record<string, JsonShape>>).flatMap(([key, inner]) =>
    compareShapes(inner, object[key], `${at}.${key}`),
  );
}

/** The people of the recordings, in the order of their ids there. */
const PEOPLE: Readonly<Record<Generation, readonly string[]>> = {
  2025: ['root', 'ann_rec001', 'bob_rec001', 'cleo_rec001', 'dan_rec001'],
  2026: ['root', 'alice_rec001', 'bob_rec001', 'carol_rec001', 'dan_rec001'],
};
const PASSWORD = 'password-1234';
/** The password that the recorded exchanges set. */
const CHANGED_PASSWORD = 'password-5678';
const ROOT_PASSWORD = 'root-password-1';
const ADMIN = 'replay_admin';

/** Sends recorded exchanges to a platform, as the client of their generation does. */
export class Replay {
  private readonly clients = new Map<string, BearerClient>();
  private apiKey: string | undefined;
  private accessToken: string | undefined;

  constructor(
    private readonly platform: TestPlatform,
    private readonly generation: Generation,
  ) {}

  /** Sends one exchange; returns what differs. */
  async send(exchange: Exchange): Promise<string[]> {
    const path = await this.resolvePath(exchange.path);
    const body = await this.resolveBody(exchange);
    const headers = { ...exchange.headers, ...(await this.credentials(exchange)) };
    const isText = typeof body === 'string';
    const response = await fetch(new URL(path, this.platform.origin), {
      method: exchange.method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return compare(exchange, response.status, isJson ? JSON.parse(text) : undefined);
  }

  private async credentials(exchange: Exchange): Promise<Record<string, string>> {
    const { as } = exchange;
    if (as === 'user' || as === 'user2' || as === 'admin' || as === 'root' || as === 'cookie') {
      return this.session(as === 'cookie' ? 'user' : as);
    }
    if (as === 'refresh_cookie') return this.refreshCookie(exchange);
    if (as === 'revoked' || as === 'disabled' || as === 'deleted') return this.endedSession();
    if (as === 'api_key') return { authorization: `Bearer sk-${await this.readApiKey()}` };
    if (as !== 'access_token') return {};
    return { authorization: `Bearer ${await this.readAccessToken()}` };
  }

  private async refreshCookie({ name }: Exchange): Promise<Record<string, string>> {
    await this.session('user');
    const client = this.clients.get('user');
    const isOther = name.includes('other-sid');
    const sid = isOther ? '00000000-0000-4000-8000-000000000000' : client?.sid;
    if (/after-(?:delete|logout)|reuse/.test(name)) return { cookie: `new_api_refresh=${sid}.${'A'.repeat(64)}` };
    return {
      cookie: `new_api_refresh=${client?.refreshCookie}`,
      ...(/-sid/.test(name) && sid ? { 'x-auth-session': sid } : {}),
    };
  }

  /** The headers of a client whose session has ended. It does not know that, so it still sends the credential. */
  private endedSession(): Record<string, string> {
    if (this.generation === '2026') return { authorization: `Bearer tgs_${'A'.repeat(43)}` };
    return { cookie: `session=${'A'.repeat(43)}`, 'new-api-user': '2' };
  }

  /** The headers of a live session of a user; logs in again if the last session has ended. */
  private async session(as: string): Promise<Record<string, string>> {
    const known = this.clients.get(as);
    const isLive = known && (await known.get('/api/user/self')).status === 200;
    const client = isLive ? known : await this.logIn(as);
    this.clients.set(as, client);
    if (this.generation === '2026') return { authorization: `Bearer ${client.accessToken}` };
    // a client of 2025 names its user, and gets a session cookie
    const { data } = (await client.get<Envelope<{ id: number }>>('/api/user/self')).body;
    return { cookie: `session=${client.sessionCookie}`, 'new-api-user': String(data.id) };
  }

  private async logIn(as: string): Promise<BearerClient> {
    const client = new BearerClient(this.platform.origin);
    const name = this.nameOf(as);
    const password = as === 'root' ? ROOT_PASSWORD : PASSWORD;
    const attempt = async (typed: string) =>
      (await client.post('/api/user/login', { username: name, password: typed })).body;
    let reply = await attempt(password);
    if (!reply.success) reply = await attempt(CHANGED_PASSWORD);
    if (!reply.success) {
      await this.make(as, name);
      reply = await attempt(password);
    }
    if (!reply.success) throw new Error(`${as} cannot log in: ${JSON.stringify(reply)}`);
    client.take(reply.data as Bundle);
    return client;
  }

  private nameOf(as: string): string {
    const [root = '', user = '', user2 = ''] = PEOPLE[this.generation];
    return { root, user, user2, admin: ADMIN }[as] ?? as;
  }

  private async make(as: string, username: string): Promise<void> {
    await new BearerClient(this.platform.origin).post('/api/user/register', { username, password: PASSWORD });
    if (as === 'admin') {
      await this.platform.db.owner.query('UPDATE auth.users SET role = 10 WHERE username = $1', [username]);
    }
  }

  private async readApiKey(): Promise<string> {
    if (this.apiKey === undefined) {
      const headers = await this.session('user');
      const api = (method: string, path: string, body?: object) =>
        fetch(new URL(path, this.platform.origin), {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }).then((reply) => reply.json() as Promise<Envelope<{ id: number; key: string }>>);
      const made = await api('POST', '/api/token/', { name: 'replay', remain_quota: 500_000, expired_time: -1 });
      this.apiKey = (await api('POST', `/api/token/${made.data.id}/key`)).data.key;
    }
    return this.apiKey;
  }

  private async readAccessToken(): Promise<string> {
    if (this.accessToken === undefined) {
      const headers = await this.session('user');
      const reply = await fetch(new URL('/api/user/token', this.platform.origin), { headers });
      this.accessToken = ((await reply.json()) as Envelope<string>).data;
    }
    return this.accessToken;
  }

  private async resolvePath(path: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    let resolved = path
      .replaceAll('<time>', String(now))
      .replaceAll('<month>', new Date().toISOString().slice(0, 7))
      .replaceAll('<uuid>', '00000000-0000-4000-8000-000000000000');
    if (resolved.includes('<token:48>')) resolved = resolved.replaceAll('<token:48>', await this.readApiKey());
    const [, kind, id] = /^\/api\/(user|token|redemption)\/(\d+)/.exec(resolved) ?? [];
    if (kind && id) resolved = resolved.replace(`/${kind}/${id}`, `/${kind}/${await this.idOf(kind, Number(id))}`);
    return resolved;
  }

  private async resolveBody({ path, body }: Exchange): Promise<unknown> {
    const [, kind] = /^\/api\/(user|token|redemption)(?:\/|\?|$)/.exec(path) ?? [];
    if (!kind || typeof body !== 'object' || body === null) return body;
    const { id, ids } = body as { id?: unknown; ids?: unknown };
    return {
      ...body,
      ...(typeof id === 'number' ? { id: await this.idOf(kind, id) } : {}),
      ...(Array.isArray(ids) ? { ids: await Promise.all(ids.map((one) => this.idOf(kind, Number(one)))) } : {}),
    };
  }

  /** Our id of what had an id in the recordings: people by their names there, keys and codes by the order in which they were made. */
  private async idOf(kind: string, recorded: number): Promise<number> {
    const { owner } = this.platform.db;
    if (kind === 'user') {
      const name = recorded === 4 ? ADMIN : PEOPLE[this.generation][recorded - 1];
      const [row] = await owner.query<{ id: number }>('SELECT id FROM auth.users WHERE username = $1', [name ?? '']);
      return row?.id ?? recorded;
    }
    const table = kind === 'token' ? 'auth.api_keys' : 'billing.redemptions';
    const rows = await owner.query<{ id: number }>(`SELECT id FROM ${table} ORDER BY id OFFSET $1 LIMIT 1`, [
      recorded - 1,
    ]);
    return rows[0]?.id ?? recorded;
  }
}
