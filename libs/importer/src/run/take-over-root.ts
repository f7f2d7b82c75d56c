import type { Target } from '../target/target.js';

/**
 * Makes room for the source's root: the root that set-up made loses its name, its ways in and, where no account of the source has its
 * number, its row. Without a live root in the source it stays.
 */
export async function takeOverRoot(target: Target): Promise<void> {
  const [own] = await target.query<{ id: string; in_source: boolean; replaced: boolean }>(
    `SELECT u.id::text, EXISTS (SELECT FROM import_users i WHERE i.id = u.id) AS in_source,
            EXISTS (SELECT FROM import_users WHERE root) AS replaced FROM auth.users u`,
  );
  if (!own || (!own.in_source && !own.replaced)) return;
  const values = [own.id];
  await target.transaction(async () => {
    await target.run('SELECT auth.revoke($1, true)', values);
    for (const table of ['identities', 'two_factors', 'passkeys', 'api_keys'])
      await target.run(`DELETE FROM auth.${table} WHERE user_id = $1`, values);
    await target.run(
      `UPDATE auth.users SET username_key = E'\\x1f' || id, aff_code = NULL, email_verified = false WHERE id = $1`,
      values,
    );
    if (own.in_source) return;
    await target.run(`SELECT ledger.close($1, NULL, '')`, values);
    await target.run('DELETE FROM auth.users WHERE id = $1', values);
  });
}
