import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The daily check-in: its rows, and the kind of posting that awards it. */
export class CheckIns1796080800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM ledger.kinds WHERE kind = 'check_in'`);
    await runner.query('DROP TABLE auth.check_ins');
  }
}

const UP = [
  `CREATE TABLE auth.check_ins (
     user_id    bigint      NOT NULL,
     day        date        NOT NULL,
     quota      bigint      NOT NULL CHECK (quota BETWEEN 0 AND 9007199254740991),
     imported   boolean     NOT NULL DEFAULT false,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (user_id, day)
   )`,
  `COMMENT ON TABLE auth.check_ins IS
     'One award for each user and calendar day of the site''s time zone. No foreign key: rows stay, like ledger entries, when a user is deleted'`,
  'GRANT SELECT, INSERT ON auth.check_ins TO tollgate_auth',
  `INSERT INTO ledger.kinds (service, kind, account) VALUES ('auth', 'check_in', 'gift')`,
];
