import { CookieJar, TollgateClient, withCookies } from '@tollgate/client';

/** The answer to a request. */
export interface HttpReply<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or undefined where the body is none. */
  readonly body: T;
  readonly text: string;
}

export interface SendOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON, a text as it is. */
  readonly body?: unknown;
}

/** The envelope of most replies. */
export interface Envelope<T = unknown> {
  readonly success: boolean;
  readonly message: string;
  readonly data: T;
  readonly code?: string;
}

/**
 * A browser of sorts: keeps cookies, names its user, follows no redirect. It shows the wire; use TollgateClient if you need the
 * meaning of an answer.
 */
export class HttpClient {
  readonly jar = new CookieJar();
  /** Sent as New-Api-User once it is set. */
  userId: number | undefined;
  /** Sent as `Authorization: Bearer` once it is set. */
  token: string | undefined;

  constructor(readonly origin: string) {}

  /** Values by name. */
  get cookies(): Map<string, string> {
    return this.jar.cookies;
  }

  /** The published client in this browser: the same cookies, and the user of now. */
  get typed(): TollgateClient {
    const { origin: baseUrl, userId, token, jar } = this;
    return new TollgateClient({ baseUrl, identity: { userId, token }, fetch: withCookies(jar) });
  }

  get<T = Envelope>(path: string, options?: SendOptions): Promise<HttpReply<T>> {
    return this.send('GET', path, options);
  }

  post<T = Envelope>(path: string, body?: unknown, options?: SendOptions): Promise<HttpReply<T>> {
    return this.send('POST', path, { ...options, body });
  }

  put<T = Envelope>(path: string, body?: unknown, options?: SendOptions): Promise<HttpReply<T>> {
    return this.send('PUT', path, { ...options, body });
  }

  delete<T = Envelope>(path: string, options?: SendOptions): Promise<HttpReply<T>> {
    return this.send('DELETE', path, options);
  }

  async send<T = Envelope>(method: string, path: string, options: SendOptions = {}): Promise<HttpReply<T>> {
    const url = new URL(path, this.origin);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const { body } = options;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...this.headers(body), ...options.headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    this.jar.keep(response.headers);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : undefined) as T,
    };
  }

  /** Registers and logs in a user, and acts as them from then on. */
  async signUp(username: string, password = 'correct horse battery'): Promise<number> {
    const registered = await this.post('/api/user/register', { username, password });
    if (!registered.body.success) throw new Error(`register: ${registered.status} ${registered.text}`);
    return this.logIn(username, password);
  }

  /** Logs in, and acts as that user from then on; returns the user's id. */
  async logIn(username: string, password: string): Promise<number> {
    const reply = await this.post<Envelope<{ id: number }>>('/api/user/login', { username, password });
    if (!reply.body.success) throw new Error(`login: ${reply.status} ${reply.text}`);
    this.userId = reply.body.data.id;
    return reply.body.data.id;
  }

  private headers(body: unknown): Record<string, string> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.userId !== undefined) headers['new-api-user'] = String(this.userId);
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    if (this.jar.header !== undefined) headers.cookie = this.jar.header;
    return headers;
  }
}
