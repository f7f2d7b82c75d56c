import { once } from 'node:events';
import pg from 'pg';

const PAGE = 10_000;

/**
 * Prints the figures of every user by id as CSV, so that an operator can go back to the old system: the balance (below zero: a
 * debt), the used quota and the affiliate balance, in quota.
 */
export async function exportBalances(url: string, output: NodeJS.WritableStream): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout TO 0');
    output.write('user_id,quota,used_quota,request_count,aff_quota\n');
    for (let last = '0'; ;) {
      const { rows } = await client.query<Record<'id' | 'quota' | 'used' | 'requests' | 'affiliate', string>>(SELECT, [
        last,
        PAGE,
      ]);
      const lines = rows.map(
        ({ id, quota, used, requests, affiliate }) => `${id},${quota},${used},${requests},${affiliate}\n`,
      );
      if (!output.write(lines.join(''))) await once(output, 'drain');
      const end = rows.at(-1);
      if (!end) break;
      last = end.id;
    }
  } finally {
    await client.end();
  }
}

const SELECT = `SELECT u.id, coalesce(sum(a.balance) FILTER (WHERE a.kind <> 'affiliate'), 0) AS quota, max(c.used_quota) AS used,
    max(c.request_count) AS requests, coalesce(sum(a.balance) FILTER (WHERE a.kind = 'affiliate'), 0) AS affiliate
  FROM (SELECT id FROM auth.users WHERE id > $1 ORDER BY id LIMIT $2) u
  JOIN ledger.accounts a ON a.user_id = u.id JOIN ledger.counters c ON c.user_id = u.id GROUP BY u.id ORDER BY u.id`;
