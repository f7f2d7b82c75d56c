import type { Envelope, TestPlatform } from '@tollgate/testing/platform';
import { BearerClient, type Bundle } from '../clients/bearer-client.js';
import { Ceremonies } from './ceremonies.js';
import { compare, type Exchange, type Generation } from './exchanges.js';
import type { Stage } from './stage.js';

/** Where our rows are that have the ids of the recordings in the same order. */
const TABLES = {
  token: 'auth.api_keys',
  redemption: 'billing.redemptions',
  subscription: 'ledger.subscriptions',
} as const;

/** The people of the recordings, in the order of their ids there. */
const PEOPLE: Readonly<Record<Generation, readonly string[]>> = {
  2025: ['root', 'ann_rec001', 'bob_rec001', 'cleo_rec001', 'dan_rec001'],
  2026: ['root', 'alice_rec001', 'bob_rec001', 'carol_rec001', 'dave_rec001'],
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
  /** The password of a user whose password an exchange has changed. */
  private readonly passwords = new Map<string, string>();
  /** The access tokens that the family of their name made, the newest last. */
  private readonly made: Record<string, string[]> = { user: [], root: [] };
  private readonly ceremonies: Ceremonies;

  constructor(
    private readonly platform: TestPlatform,
    private readonly generation: Generation,
    stage: Stage,
  ) {
    this.ceremonies = new Ceremonies(platform, generation, stage, {
      headers: (as) => (as === 'anonymous' ? Promise.resolve({}) : this.session(as)),
      userId: (as) => this.userId(as),
    });
  }

  /** Sends one exchange of a family; returns what differs. */
  async send(family: string, exchange: Exchange): Promise<string[]> {
    const own = await this.ceremonies.prepare(family, exchange);
    const path = await this.resolvePath(own?.path ?? exchange.path);
    const body = await this.resolveBody({ ...exchange, body: own?.body ?? exchange.body });
    const credentials =
      family === 'access-token' && exchange.as === 'access_token'
        ? await this.fillTokens(exchange)
        : await this.withCredentials(exchange);
    const headers = new Headers(credentials);
    for (const [name, value] of Object.entries(own?.headers ?? {})) headers.set(name, value);
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const isText = typeof body === 'string';
    const response = await fetch(new URL(path, this.platform.origin), {
      method: exchange.method,
      redirect: 'manual',
      headers,
      body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const answer: unknown = isJson ? JSON.parse(text) : undefined;
    await this.ceremonies.learn(family, exchange, answer, response.headers.getSetCookie());
    this.keepTokens(family, exchange, answer);
    return compare(exchange, response.status, answer);
  }

  /** The recorded headers, with the credentials of this run in the place of the recorded ones. */
  private async withCredentials(exchange: Exchange): Promise<Record<string, string>> {
    const headers = new Headers(exchange.headers);
    // these ask what a wrong header does
    const isHeaderAsked = exchange.name.startsWith('self-user-header');
    for (const [name, value] of Object.entries(await this.credentials(exchange))) {
      if (!isHeaderAsked || !headers.has(name)) headers.set(name, value);
    }
    return Object.fromEntries(headers);
  }

  /** Keeps the access token that an answer renews, as the client does, and those that are made by hand. */
  private keepTokens(family: string, { as, name }: Exchange, answer: unknown): void {
    const { data } = (answer ?? {}) as { data?: Bundle | string | null };
    if (typeof data === 'object' && data?.session && data.access_token) this.clients.get(as)?.take(data);
    if (family === 'access-token' && name.startsWith('make') && typeof data === 'string') this.made[as]?.push(data);
  }

  /** The recorded headers with tokens and user ids of this run. */
  private async fillTokens({ name, headers = {} }: Exchange): Promise<Record<string, string>> {
    const isRoot = ['option-list', 'users', 'compliance'].includes(name);
    const tokens = this.made[isRoot ? 'root' : 'user'] ?? [];
    const token = tokens.at(name === 'self-replaced-key' ? -2 : -1) ?? '';
    const filled = Object.entries(headers).map(async ([key, value]) => {
      if (key === 'New-Api-User') return [key, String(await this.idOf('user', Number(value)))];
      return [key, value.replace(/<token:\d+>/, token)];
    });
    return Object.fromEntries(await Promise.all(filled)) as Record<string, string>;
  }

  private async userId(as: string): Promise<number> {
    const text = 'SELECT id FROM auth.users WHERE username = $1';
    const [row] = await this.platform.db.owner.query<{ id: number }>(text, [this.nameOf(as)]);
    if (!row) throw new Error(`there is no ${as}`);
    return row.id;
  }

  private async credentials(exchange: Exchange): Promise<Record<string, string>> {
    const { as, name } = exchange;
    // the client does not know yet that an administrator has ended its session
    if (name.startsWith('self-after-admin')) return { authorization: `Bearer ${this.clients.get(as)?.accessToken}` };
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
    if (known) {
      const headers = await this.headersOf(as, known);
      const self = await fetch(new URL('/api/user/self', this.platform.origin), { headers });
      if (self.status === 200) return headers;
    }
    const client = await this.logIn(as);
    this.clients.set(as, client);
    return this.headersOf(as, client);
  }

  /** A client of 2025 names its user and has a session cookie. */
  private async headersOf(as: string, client: BearerClient): Promise<Record<string, string>> {
    if (this.generation === '2026') return { authorization: `Bearer ${client.accessToken}` };
    return { cookie: `session=${client.sessionCookie}`, 'new-api-user': String(await this.userId(as)) };
  }

  private async logIn(as: string): Promise<BearerClient> {
    const client = new BearerClient(this.platform.origin);
    const name = this.nameOf(as);
    const password = as === 'root' ? ROOT_PASSWORD : PASSWORD;
    const attempt = async (typed: string) =>
      (await client.post('/api/user/login', { username: name, password: typed })).body;
    let reply = await attempt(password);
    const isChanged = !reply.success;
    if (isChanged) reply = await attempt(CHANGED_PASSWORD);
    if (isChanged && reply.success) this.passwords.set(name, CHANGED_PASSWORD);
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
    const [, held] = /user_subscriptions\/(\d+)/.exec(resolved) ?? [];
    if (held) resolved = resolved.replace(`/${held}`, `/${await this.idOf('subscription', Number(held))}`);
    const [, user] = /^\/api\/subscription\/admin\/users\/(\d+)/.exec(resolved) ?? [];
    if (user) resolved = resolved.replace(`/users/${user}`, `/users/${await this.idOf('user', Number(user))}`);
    return resolved;
  }

  private async resolveBody({ path, body, success }: Exchange): Promise<unknown> {
    if (path === '/api/user/login' && success) return this.withPassword(body);
    if (path === '/api/subscription/admin/bind') return this.resolveUser(body);
    const [, kind] = /^\/api\/(user|token|redemption)(?:\/|\?|$)/.exec(path) ?? [];
    if (!kind || typeof body !== 'object' || body === null) return body;
    const { id, ids } = body as { id?: unknown; ids?: unknown };
    return {
      ...body,
      ...(typeof id === 'number' ? { id: await this.idOf(kind, id) } : {}),
      ...(Array.isArray(ids) ? { ids: await Promise.all(ids.map((one) => this.idOf(kind, Number(one)))) } : {}),
    };
  }

  /** A login with the password that the user has by now. */
  private withPassword(body: unknown): unknown {
    const { username = '' } = body as { username?: string };
    const password = this.passwords.get(username);
    return password === undefined ? body : { ...(body as object), password };
  }

  private async resolveUser(body: unknown): Promise<unknown> {
    const { user_id: id } = body as { user_id?: unknown };
    return typeof id === 'number' ? { ...(body as object), user_id: await this.idOf('user', id) } : body;
  }

  /** Our id of what had an id in the recordings: people by their names there, keys and codes by the order in which they were made. */
  private async idOf(kind: string, recorded: number): Promise<number> {
    const { owner } = this.platform.db;
    if (kind === 'user') {
      const name = PEOPLE[this.generation][recorded - 1];
      const [row] = await owner.query<{ id: number }>('SELECT id FROM auth.users WHERE username = $1', [name ?? '']);
      return row?.id ?? recorded;
    }
    const table = TABLES[kind as keyof typeof TABLES];
    const rows = await owner.query<{ id: number }>(`SELECT id FROM ${table} ORDER BY id OFFSET $1 LIMIT 1`, [
      recorded - 1,
    ]);
    return rows[0]?.id ?? recorded;
  }
}
