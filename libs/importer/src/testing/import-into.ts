import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secrets } from '@tollgate/platform/secrets';
import type { TestDatabase } from '@tollgate/testing/database';
import { parseImport } from '../command/arguments.js';
import { runImport } from '../run/run-import.js';

/** The secret that seals what a test imports. */
export const SECRET = 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn';
export const secrets = new Secrets([SECRET]);

/** The output and the report of a run. */
export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly text: string;
  readonly report: Report;
}

export interface Report {
  readonly sums: readonly {
    name: string;
    source: string;
    target: string;
    difference: string;
    explained: string;
    reconciled: boolean;
  }[];
  readonly tables: readonly { name: string; read: number; moved: number; merged: number; refused: number }[];
  readonly findings: readonly {
    table: string;
    kind: string;
    reason: string;
    what: string;
    count: number;
    rows: readonly [string, string][];
  }[];
  readonly checkList: readonly string[];
}

/** Runs the command in this process, as the operator would with these words after `import`. */
export async function importInto(db: Pick<TestDatabase, 'url'>, ...words: string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-report-'));
  const request = parseImport([...words, '--report', folder], {});
  if (!request) throw new Error('the words ask for help');
  let output = '';
  const stream = { isTTY: false, write: (line: string) => Boolean((output += line)) } as unknown as NodeJS.WriteStream;
  const code = await runImport(request, { targetUrl: db.url, targetName: 'the target', secrets, output: stream });
  const text = readFileSync(join(folder, 'report.txt'), 'utf8');
  return { code, output, text, report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report };
}

/** A digest of everything that an import wrote, but for what differs from run to run: sealing, times of writing, numbers of postings. */
export async function digestOf(db: TestDatabase): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [name, sql] of Object.entries(CONTENTS)) {
    const [row] = await db.owner.query<{ n: number; digest: string | null }>(
      `SELECT count(*)::int AS n, md5(string_agg(r::text, E'\\n' ORDER BY r::text)) AS digest FROM (${sql}) r`,
    );
    digests[name] = `${row?.n ?? 0} ${row?.digest ?? ''}`;
  }
  return digests;
}

const CONTENTS: Readonly<Record<string, string>> = {
  users: 'SELECT * FROM auth.users WHERE deleted_at IS NULL',
  deleted:
    'SELECT id, username, username_key, role, status, password_hash FROM auth.users WHERE deleted_at IS NOT NULL',
  accounts: 'SELECT user_id, kind, balance FROM ledger.accounts WHERE closed_at IS NULL AND user_id IS NOT NULL',
  counters: 'SELECT * FROM ledger.counters',
  credentials: `SELECT hash, user_id FROM auth.credentials WHERE kind = 'access_token'`,
  identities: 'SELECT provider, subject, user_id FROM auth.identities',
  names: 'SELECT * FROM auth.imported_identities',
  factors: 'SELECT user_id FROM auth.two_factors',
  codes: 'SELECT user_id, hash, used_at IS NULL FROM auth.backup_codes',
  passkeys: 'SELECT id, user_id, credential_id, public_key, counter, transports FROM auth.passkeys',
  keys: 'SELECT k.id, k.user_id, lookup, name, status, expires_at, model_limits, allow_ips, "group", deleted_at IS NULL FROM auth.api_keys k',
  limits: 'SELECT * FROM ledger.keys',
  indexes: `SELECT indexdef FROM pg_indexes WHERE schemaname IN ('auth', 'billing', 'admin', 'ledger')`,
  redemptions:
    'SELECT id, key, quota, status, used_user_id, redeemed_at, expires_at, imported FROM billing.redemptions',
  orders:
    'SELECT id, trade_no, user_id, provider, amount, credit_quota, money, status, imported, completed_at FROM billing.orders',
  // but for the lines that ask people for a new second factor, which bear the time of the import
  logs: `SELECT * FROM admin.logs WHERE content NOT LIKE '您原来的%'`,
  usage: 'SELECT * FROM admin.usage_hours',
  options: `SELECT key, CASE WHEN value LIKE 'sealed:%' THEN '' ELSE value END FROM admin.options`,
};
