import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An account elsewhere that is freed counts as welcomed, however it came to be bound: imported, carried over to another issuer, or
 * bound to an account made without it. Else unbinding would be a way to the gifts of a sign-up.
 */
export class WelcomedWhenFreed1795422000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION auth.keep_welcome() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        INSERT INTO auth.welcomed (provider, subject_hash)
        VALUES (OLD.provider, sha256(convert_to(OLD.provider || ':' || OLD.subject, 'UTF8'))) ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      REVOKE ALL ON FUNCTION auth.keep_welcome() FROM PUBLIC;
      CREATE TRIGGER keep_welcome AFTER DELETE ON auth.identities FOR EACH ROW EXECUTE FUNCTION auth.keep_welcome();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER keep_welcome ON auth.identities; DROP FUNCTION auth.keep_welcome()');
  }
}
