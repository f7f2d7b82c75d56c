import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Redemption codes. Written by billing; a rule of the table keeps a used code used. */
export class Redemptions1795413000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE billing.redemptions');
    await runner.query('DROP FUNCTION billing.keep_spent_codes()');
    await runner.query('DROP SEQUENCE billing.redemption_batches');
  }
}

const STATEMENTS = [
  'CREATE SEQUENCE billing.redemption_batches AS bigint',
  `CREATE TABLE billing.redemptions (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     key text NOT NULL CONSTRAINT redemptions_key_length CHECK (length(key) = 32),
     batch_id bigint NOT NULL,
     created_by bigint NOT NULL,
     name text NOT NULL,
     quota bigint NOT NULL CONSTRAINT redemptions_quota CHECK (quota BETWEEN 1 AND 9007199254740991),
     status smallint NOT NULL DEFAULT 1 CONSTRAINT redemptions_status CHECK (status IN (1, 2, 3)),
     used_user_id bigint,
     redeemed_at timestamptz,
     expires_at timestamptz,
     created_at timestamptz NOT NULL DEFAULT now(),
     deleted_at timestamptz,
     CONSTRAINT redemptions_used CHECK ((status = 3) = (used_user_id IS NOT NULL) AND (status = 3) = (redeemed_at IS NOT NULL))
   )`,
  'CREATE UNIQUE INDEX redemptions_key ON billing.redemptions (key)',
  'CREATE INDEX redemptions_batch_id ON billing.redemptions (batch_id)',
  'CREATE INDEX redemptions_kept ON billing.redemptions (id) WHERE deleted_at IS NULL',
  'CREATE INDEX redemptions_name ON billing.redemptions (lower(name) text_pattern_ops) WHERE deleted_at IS NULL',
  `CREATE FUNCTION billing.keep_spent_codes() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'a used code stays as it is' USING ERRCODE = 'TG008';
   END $$`,
  `CREATE TRIGGER spent BEFORE UPDATE OF key, quota, status, used_user_id, redeemed_at ON billing.redemptions
   FOR EACH ROW WHEN (OLD.status = 3) EXECUTE FUNCTION billing.keep_spent_codes()`,
  'GRANT SELECT, INSERT, UPDATE ON billing.redemptions TO tollgate_billing',
  'GRANT USAGE ON SEQUENCE billing.redemption_batches TO tollgate_billing',
];
