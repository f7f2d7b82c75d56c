import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './sql/ledger-functions.js';

/**
 * The kinds of posting that each service may make, and the system accounts that may stand against them. `ledger.post` checks them, so
 * a service cannot credit under the name of another one, and cannot move quota from one user to another.
 */
export class LedgerKinds1796077000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(replaced(POST));
    await runner.query('DROP FUNCTION ledger.check_kind(text, ledger.leg[])');
    await runner.query('DROP TABLE ledger.kinds');
    await runner.query(`${touch('pg_catalog')}`);
  }
}

const POST = LEDGER_FUNCTIONS.find((text) => text.includes('FUNCTION ledger.post(')) ?? '';
const replaced = (text: string) => text.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
/** The statement of `ledger.post` before which the kind is checked: nothing is locked or written yet. */
const FIRST_LOCK = '  PERFORM a.id\n     FROM unnest(p_legs) l\n';

/**
 * Raises TG010 if the service may not make such a posting. The service is the role that the session took; a login without such a
 * role is the owner's (migrations, commands), who may do everything anyway.
 */
const CHECK_KIND = `
CREATE FUNCTION ledger.check_kind(p_kind text, p_legs ledger.leg[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_role     text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_accounts text[];
BEGIN
  IF v_role NOT LIKE 'tollgate\\_%' THEN
    RETURN;
  END IF;
  SELECT array_agg(account) INTO v_accounts FROM ledger.kinds WHERE kind = p_kind AND 'tollgate_' || service = v_role;
  IF v_accounts IS NULL
     OR (cardinality(p_legs) > 0 AND NOT v_accounts && ARRAY(
           SELECT DISTINCT coalesce((SELECT s.account FROM unnest(p_legs) s WHERE s.user_id IS NULL LIMIT 1), '')))
     OR EXISTS (SELECT FROM unnest(p_legs) l WHERE l.user_id IS NULL AND l.account <> ALL (v_accounts))
     OR (SELECT count(DISTINCT l.user_id) FROM unnest(p_legs) l) > 1 THEN
    RAISE EXCEPTION '% may not post % in this form', v_role, p_kind USING ERRCODE = 'TG010';
  END IF;
END $$`;

/** auth.touch as it is, but with the temporary schema last in its search path, as all other such functions have it. */
function touch(path: string): string {
  return `ALTER FUNCTION auth.touch(bytea[]) SET search_path = ${path}`;
}

const STATEMENTS = [
  `CREATE TABLE ledger.kinds (
     kind    text NOT NULL,
     service text NOT NULL CONSTRAINT kinds_service CHECK (service IN ('auth', 'billing', 'admin')),
     account text NOT NULL,
     PRIMARY KEY (kind, service, account)
   )`,
  `COMMENT ON TABLE ledger.kinds IS
     'Which service may make postings of which kind, against which system account; an empty account: between accounts of one user'`,
  `INSERT INTO ledger.kinds (service, kind, account) VALUES
     ('admin', 'set_up', 'gift'),
     ('auth', 'sign_up_gift', 'gift'), ('admin', 'sign_up_gift', 'gift'),
     ('auth', 'invitee_gift', 'gift'), ('admin', 'invitee_gift', 'gift'),
     ('auth', 'inviter_reward', 'affiliate'), ('admin', 'inviter_reward', 'affiliate'),
     ('billing', 'redeem', 'redemption'),
     ('billing', 'order_credit', 'epay'), ('billing', 'order_credit', 'stripe'), ('billing', 'order_credit', 'creem'),
     ('billing', 'refund', 'epay'), ('billing', 'refund', 'stripe'), ('billing', 'refund', 'creem'),
     ('billing', 'dispute', 'stripe'), ('billing', 'dispute', 'creem'),
     ('billing', 'dispute_won', 'stripe'), ('billing', 'dispute_won', 'creem'),
     ('billing', 'aff_transfer', ''),
     ('billing', 'usage', 'usage'), ('billing', 'usage', 'write_off'),
     ('billing', 'debt_repaid', ''),
     ('admin', 'admin_adjust', 'admin'),
     ('auth', 'closing', 'closing'), ('admin', 'closing', 'closing'), ('auth', 'closing', ''), ('admin', 'closing', ''),
     ('admin', 'import', 'import')`,
  'GRANT SELECT ON ledger.kinds TO tollgate_auth, tollgate_billing, tollgate_admin',
  CHECK_KIND,
  'REVOKE ALL ON FUNCTION ledger.check_kind(text, ledger.leg[]) FROM PUBLIC',
  replaced(POST).replace(FIRST_LOCK, `  PERFORM ledger.check_kind(p_kind, p_legs);\n${FIRST_LOCK}`),
  touch('pg_catalog, pg_temp'),
];
