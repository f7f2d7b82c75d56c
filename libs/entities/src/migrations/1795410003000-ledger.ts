import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_CHARGE } from './sql/ledger-charge.js';
import { LEDGER_FUNCTIONS } from './sql/ledger-functions.js';
import { LEDGER_GRANTS, LEDGER_TABLES } from './sql/ledger-tables.js';

/** The ledger: tables that only its functions write. */
export class Ledger1795410003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...LEDGER_TABLES, ...LEDGER_FUNCTIONS, ...LEDGER_CHARGE, ...LEDGER_GRANTS])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA ledger CASCADE');
    await runner.query('CREATE SCHEMA ledger');
  }
}
