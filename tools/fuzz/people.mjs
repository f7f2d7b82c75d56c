// The users that send the requests: one of each role, created again if a request deleted or disabled them.
const PASSWORD = 'correct horse battery';
const LEVELS = { disabled: 1, user: 1, admin: 10, root: 100 };
/** Options that name hosts. Their values are replaced, so that requests stay on this machine. */
const HOSTS = /server|address|endpoint|url|well_known|host|origin|link|smtp/i;

export class People {
  roles = ['guest', ...Object.keys(LEVELS)];
  /** Texts that no answer may hold, by name. */
  secrets = new Map();
  #clients = new Map();
  #serial = 0;

  constructor(platform) {
    this.platform = platform;
  }

  /** Ensures that all users are logged in, enabled and have their role, and resets the options to their defaults. */
  async renew() {
    const { db } = this.platform;
    await db.owner.query('DELETE FROM admin.options');
    await db.owner.query('UPDATE admin.option_version SET version = version + 1');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    for (const [role, level] of Object.entries(LEVELS)) {
      if (await this.#isFit(role, level)) continue;
      const client = this.platform.client();
      await client.signUp(`fz${role.slice(0, 2)}${(this.#serial += 1)}`, PASSWORD);
      await db.owner.query('UPDATE auth.users SET role = $2 WHERE id = $1', [client.userId, level]);
      if (role === 'disabled') await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [client.userId]);
      this.#clients.set(role, client);
    }
    const rows = await db.owner.query(
      `SELECT password_hash FROM auth.users WHERE password_hash <> '' ORDER BY id DESC LIMIT 5`,
    );
    this.secrets = new Map(rows.map(({ password_hash }, i) => [`password hash ${i}`, password_hash]));
  }

  headersOf(role) {
    const client = this.#clients.get(role);
    if (!client) return {};
    return { cookie: `session=${client.cookies.get('session')}`, 'new-api-user': String(client.userId) };
  }

  /** Changes a request so that it cannot make the product call other machines. */
  tame(request) {
    if (!request.operation.path.startsWith('/api/option') || request.verb !== 'PUT') return request;
    const key = /"key":"([^"]*)"/.exec(request.body ?? '')?.[1] ?? '';
    return HOSTS.test(key) ? { ...request, body: JSON.stringify({ key, value: 'http://127.0.0.1:9' }) } : request;
  }

  async #isFit(role, level) {
    const client = this.#clients.get(role);
    if (!client) return false;
    const [row] = await this.platform.db.owner.query('SELECT role, status, deleted_at FROM auth.users WHERE id = $1', [
      client.userId,
    ]);
    if (!row || row.deleted_at || row.role !== level) return false;
    if (role === 'disabled') return row.status === 2;
    return (await client.get('/api/user/self')).body.success;
  }
}
