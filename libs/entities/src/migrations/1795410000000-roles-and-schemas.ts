import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICES = ['auth', 'billing', 'admin'];

/**
 * One role and one schema for each service. The roles cannot log in by themselves: a service connects with its login and
 * takes its role, so that grants bind even where all services share one login. Roles belong to the cluster, not to the
 * database, hence the guard around their creation.
 */
export class RolesAndSchemas1795410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await runner.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    for (const service of SERVICES) {
      const role = `tollgate_${service}`;
      await runner.query(`
        DO $$ BEGIN
          CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$`);
      // from 16 on, who made a role administers it but does not belong to it
      await runner.query(`
        DO $$ BEGIN
          IF NOT pg_has_role(current_user, '${role}',
                             CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
            EXECUTE format('GRANT ${role} TO %I', current_user);
          END IF;
        END $$`);
      // They hold for a login that is this role. A login that only takes the role gets the same ones from its pool, so roles
      // that were created beforehand do not need them.
      await runner.query(`
        DO $$ BEGIN
          ALTER ROLE ${role} SET statement_timeout = '5s';
          ALTER ROLE ${role} SET lock_timeout = '2s';
          ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '5s';
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END $$`);
      await runner.query(`CREATE SCHEMA ${service}`);
      await runner.query(`GRANT USAGE ON SCHEMA ${service} TO ${role}`);
    }
    await runner.query('CREATE SCHEMA ledger');
    await runner.query(
      'GRANT USAGE ON SCHEMA ledger, platform, auth TO tollgate_auth, tollgate_billing, tollgate_admin',
    );
    await runner.query('GRANT USAGE ON SCHEMA admin TO tollgate_auth, tollgate_billing');
    await runner.query('GRANT USAGE ON SCHEMA billing TO tollgate_admin');
    await runner.query('GRANT SELECT ON platform.migrations TO tollgate_auth, tollgate_billing, tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA ledger');
    for (const service of SERVICES) await runner.query(`DROP SCHEMA ${service}`);
  }
}
