import { readBatches, type Source } from '../sources/source.js';
import type { Context } from '../tables/table-import.js';
import { present } from '../tables/table-import.js';
import type { Target } from '../target/target.js';
import { bounded, count, rowId, text } from '../values/read.js';
import { isDeletedUser, plainEmail, plainName } from './names.js';

const COLUMNS = [
  'id',
  'name',
  'key',
  'made',
  'email',
  'email_key',
  'deleted',
  'enabled',
  'role',
  'inviter_id',
] as const;

const TABLE = `CREATE TEMPORARY TABLE import_users (
  id bigint PRIMARY KEY, name text NOT NULL, key text NOT NULL, made boolean NOT NULL, email text NOT NULL, email_key text NOT NULL,
  deleted boolean NOT NULL, enabled boolean NOT NULL, role bigint NOT NULL, inviter_id bigint,
  plain text, conflict boolean NOT NULL DEFAULT false, verified boolean NOT NULL DEFAULT false,
  email_shared boolean NOT NULL DEFAULT false, root boolean NOT NULL DEFAULT false, inviter_note text)`;

/** The plain name goes to a live account before a deleted one, then to the lower id; a name that was made goes last. */
const NAMES = [
  `WITH ranked AS (SELECT id, made, row_number() OVER w AS place, first_value(made) OVER w AS first_made FROM import_users
                   WINDOW w AS (PARTITION BY key ORDER BY made, deleted, id))
   UPDATE import_users u SET plain = u.name, conflict = NOT u.made, name = u.name || '~' || u.id, key = u.key || '~' || u.id
     FROM ranked r WHERE r.id = u.id AND r.place > 1`,
  'CREATE INDEX import_users_key ON import_users (key)',
  'ANALYZE import_users',
];

const AGAIN = `UPDATE import_users u SET name = u.name || '~', key = u.key || '~'
  WHERE u.plain IS NOT NULL AND EXISTS (SELECT FROM import_users o WHERE o.key = u.key AND o.id <> u.id AND (o.plain IS NULL OR o.id < u.id))`;

const REST = [
  // the live or else the older account keeps a shared address as its login
  `WITH ranked AS (SELECT id, deleted, row_number() OVER (PARTITION BY email_key ORDER BY deleted, id) AS place
                     FROM import_users WHERE email_key <> '')
   UPDATE import_users u SET verified = r.place = 1 AND NOT r.deleted, email_shared = r.place > 1 FROM ranked r WHERE r.id = u.id`,
  `UPDATE import_users SET root = true
    WHERE id = (SELECT min(id) FROM import_users WHERE role = 100 AND NOT deleted AND enabled)`,
  `UPDATE import_users u SET inviter_id = NULL, inviter_note = CASE WHEN inviter_id = id THEN 'inviter-self' ELSE 'inviter-missing' END
    WHERE inviter_id IS NOT NULL AND (inviter_id = id OR NOT EXISTS (SELECT FROM import_users i WHERE i.id = u.inviter_id))`,
  // in a ring the oldest account cannot have been invited; the walk is bounded
  `WITH RECURSIVE walk AS (
     SELECT id AS start, inviter_id AS place, id AS least, 1 AS steps FROM import_users WHERE inviter_id > id
     UNION ALL
     SELECT w.start, u.inviter_id, least(w.least, u.id), w.steps + 1 FROM walk w JOIN import_users u ON u.id = w.place
      WHERE w.place <> w.start AND u.inviter_id IS NOT NULL AND w.steps < 100)
   UPDATE import_users SET inviter_id = NULL, inviter_note = 'inviter-ring'
    WHERE id IN (SELECT start FROM walk WHERE place = start AND least = start)`,
];

/** Two users whose names are equal under the product's rule. */
export interface NameConflict {
  readonly id: string;
  readonly name: string;
  readonly renamed: string;
  readonly keeper: string;
}

/**
 * Puts all users of the source into the temporary table `import_users`. Then it makes the decisions that need all users: which
 * user keeps a shared name or address, which user is root, and which invitations are valid.
 */
export async function listPeople(source: Source, target: Target, context: Context): Promise<void> {
  await target.run('DROP TABLE IF EXISTS import_users');
  await target.run(TABLE);
  const columns = [
    'id',
    'username',
    'email',
    'role',
    'status',
    'inviter_id',
    ...present(context, 'users', ['deleted_at']),
  ];
  for await (const { rows } of readBatches(source, { table: 'users', columns, key: ['id'] })) {
    const values = rows
      .filter((row) => rowId(row.id))
      .map((row) => {
        const { name, key, made } = plainName(row);
        const { address, key: emailKey } = plainEmail(row);
        const inviter = bounded(count(row.inviter_id));
        const deleted = isDeletedUser(row, context.system);
        const enabled = count(row.status) === 1n;
        return [
          text(row.id),
          name,
          key,
          made,
          address,
          emailKey,
          deleted,
          enabled,
          bounded(count(row.role)),
          inviter === 0n ? null : inviter,
        ];
      });
    await target.copy('import_users', COLUMNS, values);
  }
  for (const statement of NAMES) await target.run(statement);
  while ((await target.run(AGAIN)) > 0);
  for (const statement of REST) await target.run(statement);
}

/** Users who lose their plain name to another one. */
export function nameConflicts(target: Target): Promise<NameConflict[]> {
  return target.query<NameConflict>(
    `SELECT u.id::text, u.plain AS name, u.name AS renamed, k.id::text AS keeper
       FROM import_users u JOIN import_users k ON k.key = regexp_replace(u.key, '~' || u.id || '~*$', '')
      WHERE u.conflict ORDER BY u.id`,
  );
}
