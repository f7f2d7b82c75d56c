import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An administrator can clear the Stripe customer of a user. */
export class ForgottenCustomers1796076780000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT UPDATE (stripe_customer) ON auth.users TO tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE UPDATE (stripe_customer) ON auth.users FROM tollgate_admin');
  }
}
