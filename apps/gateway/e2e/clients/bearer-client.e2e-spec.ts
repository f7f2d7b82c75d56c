import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { BearerClient, type Bundle } from './bearer-client.js';

/** Sends the same requests as the web client of 2026-08, which authenticates only with a bearer session. */
let platform: TestPlatform;
let serial = 0;

const PASSWORD = 'password123';
type Data = Record<string, unknown>;

beforeAll(async () => {
  platform = await startPlatform();
}, 120_000);
afterAll(() => platform.close());

/** A new user, logged in. */
async function person(): Promise<{ client: BearerClient; name: string; id: number; bundle: Bundle }> {
  const name = `bearer${(serial += 1)}`;
  const client = new BearerClient(platform.origin);
  await client.post('/api/user/register', { username: name, password: PASSWORD });
  const bundle = await client.logIn(name, PASSWORD);
  return { client, name, id: bundle.user?.id ?? 0, bundle };
}

/** Moves the rotations of a user's sessions into the past. */
const age = (id: number, seconds: number) =>
  platform.db.owner.query(
    `UPDATE auth.session_refreshes SET rotated_at = rotated_at - make_interval(secs => $2),
            previous_rotated_at = previous_rotated_at - make_interval(secs => $2)
      WHERE session_id IN (SELECT id FROM auth.sessions WHERE user_id = $1)`,
    [id, seconds],
  );

describe('a login', () => {
  it('answers the bundle that the client checks field by field, and the whole user', async () => {
    const { bundle, name, id } = await person();
    expect(bundle.user).toMatchObject({ id, username: name, role: 1, permissions: { sidebar_settings: true } });
    expect(bundle.session).toMatchObject({ login_method: 'password', current: true });
    expect(bundle.access_expires_at - Date.now() / 1000).toBeGreaterThan(890);
    expect(bundle.access_expires_at - Date.now() / 1000).toBeLessThanOrEqual(901);
  });

  it('gives the refresh cookie that scripts and other paths never see', async () => {
    const client = new BearerClient(platform.origin);
    const { name } = await person();
    const reply = await client.post('/api/user/login', { username: name, password: PASSWORD });
    const [line = ''] = reply.headers.getSetCookie().filter((text) => text.startsWith('new_api_refresh='));
    expect(line).toMatch(/; Path=\/api\/user\/auth(;|$)/);
    expect(line).toMatch(/; HttpOnly(;|$)/);
    expect(line).toMatch(/; SameSite=Strict(;|$)/);
    expect(line).toMatch(/; Max-Age=2592000(;|$)/);
    expect(reply.headers.get('cache-control')).toContain('no-store');
  });

  it('opens every path with the access token alone, and nothing with the refresh cookie alone', async () => {
    const { client, id } = await person();
    expect((await client.get<Envelope<Data>>('/api/user/self')).body.data).toMatchObject({ id });
    client.accessToken = undefined;
    expect((await client.get('/api/user/self')).status).toBe(401);
  });

  it('gives a client that names a user no bearer session', async () => {
    const { name } = await person();
    const old = platform.client();
    const reply = await old.post<Envelope<Data>>(
      '/api/user/login',
      { username: name, password: PASSWORD },
      { headers: { 'New-API-User': '-1' } },
    );
    expect(reply.body.data).not.toHaveProperty('access_token');
    expect(reply.headers.getSetCookie().some((line) => line.startsWith('new_api_refresh='))).toBe(false);
  });
});

describe('a refresh', () => {
  it('rotates the cookie and answers the bundle; the old access token lives on until its end', async () => {
    const { client, id } = await person();
    const [cookie, token] = [client.refreshCookie, client.accessToken];
    const reply = await client.refresh();
    expect(reply.status).toBe(200);
    client.take(reply.body.data);
    expect(reply.body.data.user).toMatchObject({ id });
    expect(client.refreshCookie).not.toBe(cookie);
    expect(client.accessToken).not.toBe(token);
    expect((await client.get('/api/user/self')).status).toBe(200);
    client.accessToken = token;
    expect((await client.get('/api/user/self')).status).toBe(200);
  });

  it('does not lengthen the session', async () => {
    const { client, id, bundle } = await person();
    await platform.db.owner.query(`UPDATE auth.sessions SET expires_at = now() + interval '100 s' WHERE user_id = $1`, [
      id,
    ]);
    const reply = await client.refresh();
    const [line = ''] = reply.headers.getSetCookie();
    expect(Number(/Max-Age=(\d+)/.exec(line)?.[1])).toBeLessThanOrEqual(100);
    expect(reply.body.data.access_expires_at).toBe(reply.body.data.session.expires_at);
    expect(reply.body.data.session.sid).toBe(bundle.session.sid);
  });

  it('refuses a session that the client does not expect, and leaves the cookie alone', async () => {
    const { client } = await person();
    const other = { 'X-Auth-Session': '00000000-0000-4000-8000-000000000000' };
    const reply = await client.post('/api/user/auth/refresh', undefined, other);
    expect([reply.status, reply.body.code]).toEqual([409, 'AUTH_SESSION_MISMATCH']);
    expect(reply.headers.getSetCookie()).toEqual([]);
    expect((await client.refresh()).status).toBe(200);
  });

  it.each([undefined, 'nonsense', 'x'.repeat(600)])(
    'refuses a cookie that is none and takes it from the browser',
    async (cookie) => {
      const client = new BearerClient(platform.origin);
      client.refreshCookie = cookie;
      const reply = await client.refresh();
      expect(reply.status).toBe(401);
      expect(reply.headers.getSetCookie().join()).toMatch(/^new_api_refresh=;/);
    },
  );

  it('answers the current cookie again where the old one comes within the race window', async () => {
    const { client, id } = await person();
    const old = client.refreshCookie;
    await client.refresh();
    const current = client.refreshCookie;
    await age(id, 25);
    client.refreshCookie = old;
    const again = await client.refresh();
    expect(again.status).toBe(200);
    expect(client.refreshCookie).toBe(current);
  });

  it('ends the session where an old cookie comes later, and writes that to the security log', async () => {
    const { client, id } = await person();
    const old = client.refreshCookie;
    client.take((await client.refresh()).body.data);
    const current = client.refreshCookie;
    await age(id, 31);
    client.refreshCookie = old;
    const reused = await client.refresh();
    expect([reused.status, reused.body.code]).toEqual([401, 'AUTH_SESSION_REVOKED']);
    expect((await client.get('/api/user/self')).status).toBe(401);
    client.refreshCookie = current;
    expect((await client.refresh()).status).toBe(401);
    const text = `SELECT FROM admin.audit_events WHERE action = 'security.refresh_reused' AND target_id = $1`;
    expect(await platform.db.owner.query(text, [String(id)])).toHaveLength(1);
  });

  it('asks to try again where a cookie is two rotations old within the window, and ends the session later', async () => {
    const { client, id } = await person();
    const old = client.refreshCookie;
    await client.refresh();
    await client.refresh();
    const current = client.refreshCookie;
    client.refreshCookie = old;
    const raced = await client.refresh();
    expect([raced.status, raced.body.code]).toEqual([409, 'AUTH_REFRESH_RACE']);
    client.refreshCookie = current;
    expect((await client.refresh()).status).toBe(200);
    await age(id, 40);
    client.refreshCookie = old;
    expect((await client.refresh()).body.code).toBe('AUTH_SESSION_REVOKED');
  });

  it('cannot be provoked to end a session by anyone who knows only its id', async () => {
    const { client, id } = await person();
    await client.refresh();
    await age(id, 100);
    const stranger = new BearerClient(platform.origin);
    stranger.refreshCookie = `${client.sid}.${'A'.repeat(64)}`;
    expect((await stranger.refresh()).status).toBe(401);
    expect((await client.refresh()).status).toBe(200);
  });

  it('ends the long-lived secrets of the session, which this client never uses', async () => {
    const { client, name, id } = await person();
    const both = platform.client();
    const reply = await both.post<Envelope<{ token: string }>>('/api/user/login', {
      username: name,
      password: PASSWORD,
    });
    both.userId = id;
    expect((await both.get('/api/user/self')).status).toBe(200);
    client.refreshCookie = both.cookies.get('new_api_refresh');
    client.sid = undefined;
    expect((await client.refresh()).status).toBe(200);
    expect((await both.get('/api/user/self')).status).toBe(401);
    both.cookies.clear();
    both.token = reply.body.data.token;
    expect((await both.get('/api/user/self')).status).toBe(401);
  });
});

describe('an access token', () => {
  it('is refused after its end, while the refresh cookie still works', async () => {
    const { client, id } = await person();
    const text = `UPDATE auth.credentials SET expires_at = now() - interval '1 s' WHERE user_id = $1 AND expires_at IS NOT NULL`;
    await platform.db.owner.query(text, [id]);
    expect((await client.get('/api/user/self')).status).toBe(401);
    client.take((await client.refresh()).body.data);
    expect((await client.get('/api/user/self')).status).toBe(200);
  });

  it('is not overruled by a session cookie in the same browser', async () => {
    const { client, id } = await person();
    const { client: other, name } = await person();
    const old = platform.client();
    await old.logIn(name, PASSWORD);
    const cookie = { cookie: `session=${old.cookies.get('session')}` };
    const reply = await client.send<Envelope<Data>>('GET', '/api/user/self', undefined, cookie);
    expect(reply.body.data).toMatchObject({ id });
    expect((await other.get('/api/user/self')).status).toBe(200);
  });
});

describe('a logout', () => {
  it('ends the session of the access token and clears its cookie', async () => {
    const { client, bundle } = await person();
    const kept = client.refreshCookie;
    const reply = await client.post('/api/user/auth/logout', undefined, { 'X-Auth-Session': bundle.session.sid });
    expect(reply.body).toEqual({
      ...{ success: true, message: '' },
      data: { revoked_sid: bundle.session.sid, cookie_cleared: true },
    });
    expect(client.refreshCookie).toBeUndefined();
    expect((await client.get('/api/user/self')).status).toBe(401);
    client.refreshCookie = kept;
    expect((await client.refresh()).body.code).toBe('AUTH_SESSION_REVOKED');
  });

  it('ends the session of the cookie alone, and answers success where nothing is sent', async () => {
    const { client } = await person();
    const token = client.accessToken;
    client.accessToken = undefined;
    expect((await client.post('/api/user/auth/logout')).body).toEqual({ success: true, message: '' });
    client.accessToken = token;
    expect((await client.get('/api/user/self')).status).toBe(401);
    const nothing = await new BearerClient(platform.origin).post('/api/user/auth/logout');
    expect(nothing.body).toEqual({ success: true, message: '' });
  });

  it('ends nothing where the client expects another session', async () => {
    const { client } = await person();
    const other = { 'X-Auth-Session': '00000000-0000-4000-8000-000000000000' };
    const reply = await client.post('/api/user/auth/logout', undefined, other);
    expect([reply.status, reply.body.code]).toEqual([409, 'AUTH_SESSION_MISMATCH']);
    expect((await client.get('/api/user/self')).status).toBe(200);
  });
});

describe('the list of sessions', () => {
  it('names them as the client reads them, ends one by its sid and all others at once', async () => {
    const { client, name, bundle } = await person();
    const others = [new BearerClient(platform.origin), new BearerClient(platform.origin)];
    for (const other of others) await other.logIn(name, PASSWORD);
    const { data } = (await client.get<Envelope<Data[]>>('/api/user/sessions')).body;
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({ sid: bundle.session.sid, current: true, login_method: 'password' });
    const gone = await client.send<Envelope<Data>>('DELETE', `/api/user/sessions/${others[0]?.sid}`);
    expect(gone.body.data).toEqual({ revoked_sid: others[0]?.sid, current: false });
    expect((await others[0]?.get('/api/user/self'))?.status).toBe(401);
    const twice = await client.send('DELETE', `/api/user/sessions/${others[0]?.sid}`);
    expect([twice.status, twice.body.code]).toEqual([404, 'AUTH_SESSION_NOT_FOUND']);
    const rest = await client.post<Envelope<Data>>('/api/user/sessions/revoke-others');
    expect(rest.body.data).toMatchObject({ revoked_count: 1 });
    expect((await others[1]?.refresh())?.status).toBe(401);
    expect((await client.get('/api/user/self')).status).toBe(200);
  });
});

describe('the end of sessions', () => {
  it('renews the own access token on a new password and ends all others at once', async () => {
    const { client, name, bundle } = await person();
    const other = new BearerClient(platform.origin);
    await other.logIn(name, PASSWORD);
    const old = client.accessToken;
    const body = { original_password: PASSWORD, password: 'password456' };
    const reply = await client.send('PUT', '/api/user/self', body);
    client.take(reply.body.data);
    expect(client.sid).toBe(bundle.session.sid);
    expect((await client.get('/api/user/self')).status).toBe(200);
    expect((await client.refresh()).status).toBe(200);
    expect((await other.get('/api/user/self')).status).toBe(401);
    expect((await other.refresh()).status).toBe(401);
    client.accessToken = old;
    expect((await client.get('/api/user/self')).status).toBe(401);
  });

  it('is the disabling of the user, for access token and refresh cookie alike', async () => {
    const { client, id } = await person();
    await platform.db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [id]);
    expect((await client.get('/api/user/self')).status).toBe(401);
    expect((await client.refresh()).status).toBe(401);
  });
});
