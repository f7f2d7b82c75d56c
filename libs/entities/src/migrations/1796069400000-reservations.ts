import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_CHARGE } from './sql/ledger-charge.js';
import { LEDGER_RESERVATIONS } from './sql/ledger-reservations.js';

/** Reservations for requests that are being served, budgets with windows, and the write-off account. */
export class Reservations1796069400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of LEDGER_RESERVATIONS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger.charge(text[], bigint[], bigint[], bigint[])');
    await runner.query('DROP FUNCTION ledger.relay(text[], text[], bigint[], bigint[], bigint[], int[], int, bigint)');
    await runner.query('DROP FUNCTION ledger.set_budget(text, bigint, bigint, text, text)');
    await runner.query('DROP FUNCTION ledger.window_end(timestamptz, text, text)');
    await runner.query('DROP TABLE ledger.reservations, ledger.budgets');
    await runner.query('ALTER TABLE ledger.accounts DROP COLUMN reserved');
    await runner.query('ALTER TABLE ledger.keys DROP COLUMN reserved');
    await runner.query(LEDGER_CHARGE[2] ?? '');
    await runner.query('REVOKE ALL ON FUNCTION ledger.charge(text[], bigint[], bigint[], bigint[]) FROM PUBLIC');
    await runner.query(
      'GRANT EXECUTE ON FUNCTION ledger.charge(text[], bigint[], bigint[], bigint[]) TO tollgate_billing',
    );
  }
}
