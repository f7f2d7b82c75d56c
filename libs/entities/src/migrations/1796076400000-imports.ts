import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_IMPORT } from './sql/ledger-import.js';

/**
 * What moving in from New API, One API or one-hub needs: progress and findings of an import, its postings, and room in the tables
 * for rows that another system made under other rules. Rows of our own keep every rule that they had.
 */
export class Imports1796076400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...PROGRESS, ...PEOPLE, ...ORDERS, ...CODES, ...LOGS, ...LEDGER_IMPORT])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.import_kept, admin.import_notes, admin.import_progress, admin.imports');
    await runner.query('DROP TABLE auth.imported_identities');
    await runner.query('ALTER TABLE billing.orders DROP COLUMN imported, DROP COLUMN import_note');
    await runner.query('ALTER TABLE billing.redemptions DROP COLUMN imported');
    await runner.query('DROP FUNCTION ledger.import_keys, ledger.import');
    await runner.query('DROP TABLE ledger.imported');
    await runner.query(`DELETE FROM ledger.accounts WHERE user_id IS NULL AND kind = 'import'`);
  }
}

const PROGRESS = [
  `CREATE TABLE admin.imports (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     source text NOT NULL,
     identity bytea NOT NULL,
     system text NOT NULL,
     request jsonb NOT NULL DEFAULT '{}',
     snapshot jsonb NOT NULL DEFAULT '{}',
     settings jsonb NOT NULL DEFAULT '{}',
     sums jsonb NOT NULL DEFAULT '[]',
     passes integer NOT NULL DEFAULT 0,
     started_at timestamptz NOT NULL DEFAULT now(),
     finished_at timestamptz
   )`,
  // written in the transaction of the rows that it counts
  `CREATE TABLE admin.import_progress (
     import_id bigint NOT NULL CONSTRAINT import_progress_import REFERENCES admin.imports ON DELETE CASCADE,
     name text NOT NULL,
     last_key jsonb NOT NULL DEFAULT '[]',
     read bigint NOT NULL DEFAULT 0,
     moved bigint NOT NULL DEFAULT 0,
     merged bigint NOT NULL DEFAULT 0,
     refused bigint NOT NULL DEFAULT 0,
     done boolean NOT NULL DEFAULT false,
     PRIMARY KEY (import_id, name)
   )`,
  `CREATE TABLE admin.import_notes (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     import_id bigint NOT NULL CONSTRAINT import_notes_import REFERENCES admin.imports ON DELETE CASCADE,
     name text NOT NULL,
     row_id text NOT NULL,
     kind text NOT NULL CONSTRAINT import_notes_kind CHECK (kind IN ('refused', 'merged', 'changed', 'notice')),
     reason text NOT NULL,
     detail text NOT NULL DEFAULT '',
     amounts jsonb NOT NULL DEFAULT '{}'
   )`,
  'CREATE INDEX import_notes_name ON admin.import_notes (import_id, name, reason, id)',
  `CREATE TABLE admin.import_kept (
     import_id bigint NOT NULL CONSTRAINT import_kept_import REFERENCES admin.imports ON DELETE CASCADE,
     name text NOT NULL,
     row_id text NOT NULL,
     row jsonb NOT NULL,
     PRIMARY KEY (import_id, name, row_id)
   )`,
];

const PEOPLE = [
  // null: the system that the row comes from does not say
  'ALTER TABLE auth.users ALTER COLUMN created_at DROP NOT NULL',
  // ids that open no account by themselves: login names at GitHub, providers that the product does not have
  `CREATE TABLE auth.imported_identities (
     provider text NOT NULL,
     subject text NOT NULL,
     user_id bigint NOT NULL CONSTRAINT imported_identities_user REFERENCES auth.users ON DELETE CASCADE,
     PRIMARY KEY (provider, subject, user_id)
   )`,
  'CREATE INDEX imported_identities_user_id ON auth.imported_identities (user_id)',
  'GRANT SELECT, DELETE ON auth.imported_identities TO tollgate_auth',
];

const MOST = '9007199254740991';

const ORDERS = [
  `ALTER TABLE billing.orders DROP CONSTRAINT orders_provider, DROP CONSTRAINT orders_amount, DROP CONSTRAINT orders_credit_quota,
     DROP CONSTRAINT orders_money, DROP CONSTRAINT orders_reversed`,
  // paid: credited before it came here; closed: never to be credited; open: may still be paid here
  `ALTER TABLE billing.orders
     ADD COLUMN imported text NOT NULL DEFAULT '' CONSTRAINT orders_imported CHECK (imported IN ('', 'paid', 'closed', 'open')),
     ADD COLUMN import_note text NOT NULL DEFAULT '' CONSTRAINT orders_bounds CHECK (
       reversed_quota BETWEEN 0 AND greatest(credit_quota, 0) AND reversed_money BETWEEN 0 AND greatest(money, 0)
       AND (imported = 'paid' AND status IN ('success', 'refunded') OR imported = 'closed' AND status IN ('failed', 'expired', 'refunded')
            OR imported IN ('', 'open') AND provider IN ('epay', 'stripe', 'creem') AND money >= 0
               AND amount BETWEEN 1 AND ${MOST} AND credit_quota BETWEEN 1 AND ${MOST}))`,
];

const CODES = [
  `ALTER TABLE billing.redemptions DROP CONSTRAINT redemptions_key_length, DROP CONSTRAINT redemptions_quota,
     DROP CONSTRAINT redemptions_used`,
  // used: redeemed before it came here; other: not used then
  `ALTER TABLE billing.redemptions
     ADD COLUMN imported text NOT NULL DEFAULT '' CONSTRAINT redemptions_bounds CHECK (
       imported = 'used' AND status = 3
       OR imported = 'other' AND status = 2
       OR imported IN ('', 'other') AND quota BETWEEN 1 AND ${MOST}
          AND (status = 3) = (used_user_id IS NOT NULL) AND (status = 3) = (redeemed_at IS NOT NULL)
          AND CASE imported WHEN '' THEN length(key) = 32 ELSE length(key) BETWEEN 1 AND 64 END)`,
  'ALTER TABLE billing.redemptions ALTER COLUMN created_at DROP NOT NULL',
  'ALTER TABLE auth.api_keys ALTER COLUMN created_at DROP NOT NULL',
];

/** Types that the product does not know keep their number. Partitions hold the rule themselves: each was made with it. */
const LOGS = [
  'ALTER TABLE admin.logs DROP CONSTRAINT logs_type',
  `DO $$ DECLARE v_part regclass; BEGIN
     FOR v_part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'admin.logs'::regclass LOOP
       EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS logs_type', v_part);
     END LOOP;
   END $$`,
];
