import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which accounts elsewhere have had the gifts of a sign-up: they outlast the binding, or it would be undone to have them again.
 * A person whose account is bound today counts as one of them. Nothing names the user, and a hash stands for the subject; they
 * stay when the account goes.
 */
export class Welcomed1795420000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.welcomed (
        provider text NOT NULL,
        subject_hash bytea NOT NULL,
        PRIMARY KEY (provider, subject_hash)
      );
      INSERT INTO auth.welcomed (provider, subject_hash)
      SELECT provider, sha256(convert_to(provider || ':' || subject, 'UTF8')) FROM auth.identities;
      GRANT SELECT, INSERT ON auth.welcomed TO tollgate_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.welcomed');
  }
}
