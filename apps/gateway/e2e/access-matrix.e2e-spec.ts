import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getPermissions, Role } from '@tollgate/contracts';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/**
 * Calls every operation of the reference as each kind of caller and compares the outcome with the reviewed table
 * (access-matrix.json). An operation that is not in the table fails. `-` means that the caller reached the operation, which
 * may still refuse the empty request; other values are the refusal. After a change, `UPDATE_ACCESS_MATRIX=1` writes the table,
 * so that it can be reviewed.
 */
const TABLE = new URL('./access-matrix.json', import.meta.url);
const REFERENCE = new URL('../openapi.json', import.meta.url);

/** `narrowed`: an administrator from whom root has taken every permission. */
const ACTORS = { guest: 0, disabled: 1, user: 1, narrowed: 10, admin: 10, root: 100 } as const;
type Actor = keyof typeof ACTORS;
type Cells = Record<string, string>;
interface Operation {
  readonly name: string;
  readonly verb: string;
  readonly path: string;
}

/** Refusals that come before the operation. */
const AT_THE_DOOR = new Set([
  'UNAUTHENTICATED',
  'CREDENTIAL_INVALID',
  'USER_DISABLED',
  'NEW_API_USER_MISSING',
  'NEW_API_USER_MISMATCH',
  'PERMISSION_DENIED',
  'PERMISSION_MISSING',
  'RELAY_CREDENTIAL_INVALID',
]);

/** Operations that need a body to reach the user, with a body that would change the user. */
const TARGET_IN_BODY: Record<string, (id: number) => object> = {
  'PUT /api/user': (id) => ({ id, remark: 'x' }),
  'PUT /api/user/{user_id}/tokens/{id}': () => ({ status: 2 }),
  'POST /api/user/manage': (id) => ({ id, action: 'enable' }),
};
const TARGET_IN_PATH = /^\/api\/user\/\{(?:id|user_id)\}/;

let platform: TestPlatform;
let serial = 0;

beforeAll(async () => {
  platform = await startPlatform();
}, 120_000);
afterAll(() => platform.close());

/** Creates an enabled account with a session in the database. */
async function account(role: number): Promise<{ id: number; cookie: string }> {
  const cookie = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(cookie).digest();
  const [row] = await platform.db.owner.query<{ id: number }>(
    `WITH u AS (INSERT INTO auth.users (username, username_key, role) VALUES ($1, $1, $2) RETURNING id),
          s AS (INSERT INTO auth.sessions (user_id, expires_at) SELECT id, now() + interval '1 hour' FROM u RETURNING id, user_id),
          c AS (INSERT INTO auth.credentials (hash, kind, session_id, user_id) SELECT $3, 'cookie', id, user_id FROM s)
     SELECT id FROM u`,
    [`matrix${(serial += 1)}`, role, hash],
  );
  await platform.db.owner.query('SELECT ledger.open($1)', [row!.id]);
  return { id: row!.id, cookie };
}

async function narrow(id: number): Promise<void> {
  const none = Object.entries(getPermissions(Role.root)).map(([resource, actions]) => [
    resource,
    Object.fromEntries(Object.keys(actions).map((action) => [action, false])),
  ]);
  const text = 'UPDATE auth.users SET admin_permissions = $2 WHERE id = $1';
  await platform.db.owner.query(text, [id, Object.fromEntries(none)]);
}

async function actorOf(actor: Actor): Promise<{ client: HttpClient; id: number }> {
  const client = platform.client();
  if (actor === 'guest') return { client, id: 0 };
  const { id, cookie } = await account(ACTORS[actor]);
  if (actor === 'disabled') await platform.db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [id]);
  if (actor === 'narrowed') await narrow(id);
  client.cookies.set('session', cookie);
  client.userId = id;
  return { client, id };
}

async function send(client: HttpClient, { verb, path }: Operation, body?: object): Promise<Envelope | undefined> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => (name === 'provider' ? 'github' : '999999'));
  return (await client.send<Envelope | undefined>(verb, filled, verb === 'GET' ? {} : { body: body ?? {} })).body;
}

/** The outcome of an empty request for each kind of caller. Each call uses a new account. */
async function doors(operation: Operation): Promise<Cells> {
  const cells: Cells = {};
  for (const actor of Object.keys(ACTORS) as Actor[]) {
    const { client } = await actorOf(actor);
    const code = (await send(client, operation))?.code;
    cells[actor] = code !== undefined && AT_THE_DOOR.has(code) ? code : '-';
  }
  return cells;
}

/** The outcome if an administrator acts on a user below, equal or above them, or on themselves. */
async function ranks(operation: Operation, bodyOf: ((id: number) => object) | undefined): Promise<Cells> {
  const cells: Cells = {};
  const targets = { admin: { below: 1, equal: 10, above: 100 }, root: { below: 10, equal: 100 } };
  for (const actor of ['admin', 'root'] as const) {
    for (const [relation, role] of [...Object.entries(targets[actor]), ['self', 0] as const]) {
      const { client, id } = await actorOf(actor);
      const target = relation === 'self' ? id : (await account(role)).id;
      const path = operation.path.replace(/\{(?:id|user_id)\}/, String(target));
      const reply = await send(client, { ...operation, path }, bodyOf?.(target));
      cells[`${actor} on ${relation}`] = reply?.success ? '-' : (reply?.code ?? 'no answer');
    }
  }
  return cells;
}

function operations(): Operation[] {
  const { paths } = JSON.parse(readFileSync(REFERENCE, 'utf8')) as { paths: Record<string, Record<string, object>> };
  return Object.entries(paths)
    .flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => ({ verb: verb.toUpperCase(), path })))
    .map(({ verb, path }) => ({ name: `${verb} ${path}`, verb, path }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

it('the access to every operation equals the reviewed table', async () => {
  const matrix: Record<string, Cells> = {};
  for (const operation of operations()) {
    const bodyOf = TARGET_IN_BODY[operation.name];
    const hasTarget = bodyOf !== undefined || TARGET_IN_PATH.test(operation.path);
    matrix[operation.name] = {
      ...(await doors(operation)),
      ...(hasTarget && (await ranks(operation, bodyOf))),
    };
  }
  if (process.env.UPDATE_ACCESS_MATRIX) writeFileSync(TABLE, `${JSON.stringify(matrix, null, 2)}\n`);
  expect(matrix).toEqual(JSON.parse(readFileSync(TABLE, 'utf8')));
}, 300_000);
