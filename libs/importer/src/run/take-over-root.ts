import { ImportError } from '../import-error.js';
import type { Target } from '../target/target.js';

interface OwnRoot {
  readonly id: string;
  readonly username: string;
  readonly in_source: boolean;
  readonly replaced: boolean;
  /** The user of the source with the same name. */
  readonly namesake: string | null;
}

/**
 * Makes room for the source's root: the root that set-up made loses its name, its login methods and, if no account of the source has
 * its number, its row. If the source has no live root, it stays, but without its API keys, because the source's keep their numbers.
 * @throws ImportError if it stays and a user of the source has its name
 */
export async function takeOverRoot(target: Target): Promise<void> {
  const [own] = await target.query<OwnRoot & Record<string, unknown>>(
    `SELECT u.id::text, u.username, EXISTS (SELECT FROM import_users i WHERE i.id = u.id) AS in_source,
            EXISTS (SELECT FROM import_users WHERE root) AS replaced,
            (SELECT i.id::text FROM import_users i WHERE i.key = u.username_key) AS namesake FROM auth.users u`,
  );
  if (!own) return;
  if (own.in_source || own.replaced) return remove(target, own);
  if (own.namesake !== null)
    throw new ImportError(
      `the source has no live root, so the target keeps the root that set-up made; its name ${own.username} is that of user ${own.namesake} in the source: rename it, then run the command again`,
    );
  await target.transaction(() => removeKeys(target, own.id));
}

async function removeKeys(target: Target, userId: string): Promise<void> {
  const keys = await target.query<{ id: string }>('DELETE FROM auth.api_keys WHERE user_id = $1 RETURNING id', [
    userId,
  ]);
  await target.run('SELECT ledger.forget_keys($1)', [keys.map(({ id }) => id)]);
}

async function remove(target: Target, { id, in_source: inSource }: OwnRoot): Promise<void> {
  const values = [id];
  await target.transaction(async () => {
    await target.run('SELECT auth.revoke($1, true)', values);
    await removeKeys(target, id);
    for (const table of ['identities', 'two_factors', 'passkeys'])
      await target.run(`DELETE FROM auth.${table} WHERE user_id = $1`, values);
    await target.run(
      `UPDATE auth.users SET username_key = E'\\x1f' || id, aff_code = NULL, email_verified = false WHERE id = $1`,
      values,
    );
    if (inSource) return;
    await target.run(`SELECT ledger.close($1, NULL, '')`, values);
    await target.run('DELETE FROM auth.users WHERE id = $1', values);
  });
}
