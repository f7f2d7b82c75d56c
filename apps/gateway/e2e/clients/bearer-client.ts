import type { Envelope, HttpReply } from '@tollgate/testing/platform';

/** The tokens that a login, a refresh or a renewal answers. */
export interface Bundle {
  readonly access_token: string;
  readonly token_type: string;
  readonly access_expires_at: number;
  readonly session: Readonly<Record<string, unknown>> & { readonly sid: string; readonly current: boolean };
  readonly user?: Readonly<Record<string, unknown>> & { readonly id: number };
  readonly require_2fa?: boolean;
  readonly flow_token?: string;
}

/**
 * The web client of 2026-08, as far as its requests go: it holds an access token in memory, sends it alone, and has the browser keep the
 * refresh cookie. It sends no `New-Api-User`.
 */
export class BearerClient {
  accessToken: string | undefined;
  sid: string | undefined;
  /** Path by name, as browsers keep cookies. */
  private readonly jar = new Map<string, { value: string; path: string }>();

  constructor(
    private origin: string,
    /** Sent with each request, as the browser does. */
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The refresh cookie that the browser holds. */
  get refreshCookie(): string | undefined {
    return this.jar.get('new_api_refresh')?.value;
  }

  set refreshCookie(value: string | undefined) {
    if (value === undefined) this.jar.delete('new_api_refresh');
    else this.jar.set('new_api_refresh', { value, path: '/api/user/auth' });
  }

  /** The session cookie of older clients, which a login without New-Api-User sets too. */
  get sessionCookie(): string | undefined {
    return this.jar.get('session')?.value;
  }

  /** The same browser at another replica. */
  at(origin: string): BearerClient {
    const other = new BearerClient(origin, this.headers);
    other.accessToken = this.accessToken;
    other.sid = this.sid;
    for (const [name, cookie] of this.jar) other.jar.set(name, cookie);
    return other;
  }

  async send<T = Envelope<Bundle>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpReply<T>> {
    const response = await fetch(new URL(path, this.origin), {
      method,
      redirect: 'manual',
      headers: { ...this.own(path, body), ...this.headers, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const parsed = (isJson ? JSON.parse(text) : undefined) as T;
    return { status: response.status, headers: response.headers, text, body: parsed };
  }

  get<T = Envelope<Bundle>>(path: string): Promise<HttpReply<T>> {
    return this.send<T>('GET', path);
  }

  post<T = Envelope<Bundle>>(path: string, body?: unknown, headers?: Record<string, string>): Promise<HttpReply<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  /** Logs in with a password and keeps what the client keeps. */
  async logIn(username: string, password: string): Promise<Bundle> {
    const reply = await this.post('/api/user/login', { username, password });
    if (!reply.body.success) throw new Error(`login: ${reply.text}`);
    this.take(reply.body.data);
    return reply.body.data;
  }

  /** Refreshes the session, as the client does at each page load. */
  refresh(): Promise<HttpReply<Envelope<Bundle>>> {
    return this.post('/api/user/auth/refresh', undefined, this.sid ? { 'X-Auth-Session': this.sid } : {});
  }

  /** Takes a bundle as the client does: it throws where a field is missing or of another type. */
  take(bundle: Bundle): void {
    const { access_token, token_type, access_expires_at, session } = bundle;
    const numbers = ['created_at', 'last_active_at', 'expires_at'].map((name) => session[name]);
    const texts = ['sid', 'login_method', 'ip', 'user_agent'].map((name) => session[name]);
    const isWhole =
      token_type === 'Bearer' &&
      typeof access_token === 'string' &&
      Number.isInteger(access_expires_at) &&
      numbers.every(Number.isInteger) &&
      texts.every((value) => typeof value === 'string') &&
      session.current === true;
    if (!isWhole) throw new Error(`not a bundle: ${JSON.stringify(bundle)}`);
    this.accessToken = access_token;
    this.sid = session.sid;
  }

  private own(path: string, body: unknown): Record<string, string> {
    const headers: Record<string, string> = {};
    const cookies = [...this.jar].filter(([, cookie]) => path.startsWith(cookie.path));
    if (cookies.length > 0) headers.cookie = cookies.map(([name, { value }]) => `${name}=${value}`).join('; ');
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.accessToken !== undefined) headers.authorization = `Bearer ${this.accessToken}`;
    return headers;
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? '/';
    if (value === '' || attributes.some((a) => /^max-age=0$/i.test(a))) this.jar.delete(name);
    else this.jar.set(name, { value, path });
  }
}
