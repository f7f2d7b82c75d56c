import type { Target } from './target.js';

/**
 * Indexes that only make reads faster. Unique indexes stay, because they keep duplicates out and the checks of the import look rows
 * up in them. An index of a partitioned table stands for those of its partitions.
 */
const FIND = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE i.indrelid = ANY($1::text[]::regclass[]) AND NOT i.indisunique AND NOT c.relispartition
     AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
   ORDER BY 1`;

/**
 * Drops the secondary indexes of tables before a first pass, because it is several times faster to build them over all rows at the end than to
 * maintain them row by row. Their definitions are stored with the import in the same transaction, so a later run rebuilds them even
 * if this one is killed.
 */
export async function dropSecondaryIndexes(target: Target, importId: string, tables: readonly string[]): Promise<void> {
  await target.transaction(async () => {
    const indexes = await target.query<{ name: string; definition: string }>(FIND, [tables]);
    await target.run('UPDATE admin.imports SET indexes = indexes || $2::jsonb WHERE id = $1', [
      importId,
      JSON.stringify(indexes),
    ]);
    for (const { name } of indexes) await target.run(`DROP INDEX ${name}`);
  });
}

/** Rebuilds the indexes that the import dropped, each in a transaction of its own. Does nothing if none is missing. */
export async function rebuildSecondaryIndexes(
  target: Target,
  importId: string,
  say: (line: string) => void,
): Promise<void> {
  const [row] = await target.query<{ indexes: { name: string; definition: string }[] }>(
    'SELECT indexes FROM admin.imports WHERE id = $1',
    [importId],
  );
  const missing = row?.indexes ?? [];
  if (missing.length === 0) return;
  say(`building ${missing.length} indexes`);
  for (const [at, { name, definition }] of missing.entries()) {
    await target.transaction(async () => {
      const [found] = await target.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]);
      if (!found?.there) await target.run(definition);
      await target.run('UPDATE admin.imports SET indexes = $2 WHERE id = $1', [
        importId,
        JSON.stringify(missing.slice(at + 1)),
      ]);
    });
  }
}
