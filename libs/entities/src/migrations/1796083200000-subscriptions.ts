import type { MigrationInterface, QueryRunner } from 'typeorm';
import { amend, orReplace, POST, RELAY } from './sql/ledger-crossings.js';
import { LEDGER_FUNCTIONS } from './sql/ledger-functions.js';
import { LEDGER_IMPORT } from './sql/ledger-import.js';
import { LEDGER_PLANS, PLAN_SIGNATURES } from './sql/ledger-plans.js';
import { POST_WITH_PLANS, RELAY_WITH_PLANS } from './sql/ledger-relay-plans.js';

/** Plans that are sold, the subscriptions of users with their quota in the ledger, and calls that draw from plans and balance. */
export class Subscriptions1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...PLANS,
      ...LEDGER_PLANS,
      POST_WITH_PLANS,
      RELAY_WITH_PLANS,
      CLOSE_WITH_PLANS,
      IMPORT_WITH_PLANS,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [POST, RELAY, CLOSE, IMPORT]) await runner.query(statement);
    for (const signature of PLAN_SIGNATURES) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP TABLE ledger.subscriptions, ledger.plan_pools, billing.plans');
    await runner.query('ALTER TABLE ledger.reservations DROP COLUMN plan_amount, DROP COLUMN free_amount');
    await runner.query('ALTER TABLE billing.orders DROP COLUMN plan_id, DROP COLUMN plan_terms');
    await runner.query(`DELETE FROM ledger.kinds WHERE account IN ('plan', 'plan_sales')`);
    await runner.query(`DELETE FROM ledger.accounts WHERE user_id IS NULL AND kind IN ('plan', 'plan_sales')`);
  }
}

const PLANS = [
  `CREATE TABLE billing.plans (
     id                      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     title                   text    NOT NULL CHECK (length(title) BETWEEN 1 AND 128),
     subtitle                text    NOT NULL DEFAULT '',
     price                   numeric(10, 6) NOT NULL CHECK (price BETWEEN 0 AND 9999),
     duration_unit           text    NOT NULL CHECK (duration_unit IN ('year', 'month', 'day', 'hour', 'custom')),
     duration_value          int     NOT NULL CHECK (duration_value BETWEEN 0 AND 10000),
     custom_seconds          bigint  NOT NULL DEFAULT 0 CHECK (custom_seconds BETWEEN 0 AND 3153600000),
     enabled                 boolean NOT NULL DEFAULT true,
     sort_order              int     NOT NULL DEFAULT 0,
     allow_balance_pay       boolean NOT NULL DEFAULT true,
     allow_wallet_overflow   boolean NOT NULL DEFAULT true,
     stripe_price_id         text    NOT NULL DEFAULT '',
     creem_product_id        text    NOT NULL DEFAULT '',
     waffo_pancake_product_id text   NOT NULL DEFAULT '',
     max_purchase_per_user   int     NOT NULL DEFAULT 0 CHECK (max_purchase_per_user >= 0),
     upgrade_group           text    NOT NULL DEFAULT '',
     downgrade_group         text    NOT NULL DEFAULT '',
     total_amount            bigint  NOT NULL DEFAULT 0 CHECK (total_amount BETWEEN 0 AND 9007199254740991),
     reset_period            text    NOT NULL DEFAULT 'never'
       CHECK (reset_period IN ('never', 'daily', 'weekly', 'monthly', 'custom')),
     reset_seconds           bigint  NOT NULL DEFAULT 0 CHECK (reset_seconds BETWEEN 0 AND 3153600000),
     created_at              timestamptz NOT NULL DEFAULT now(),
     updated_at              timestamptz NOT NULL DEFAULT now()
   )`,
  `COMMENT ON TABLE billing.plans IS 'Plans as administrators offer them. Orders and subscriptions carry the terms of their moment'`,
  'GRANT SELECT, INSERT, UPDATE ON billing.plans TO tollgate_billing',
  'ALTER TABLE billing.orders ADD COLUMN plan_id bigint, ADD COLUMN plan_terms jsonb',
  'GRANT EXECUTE ON FUNCTION admin.hold_rank(bigint, bigint) TO tollgate_billing',
  'ALTER TABLE admin.grants DROP CONSTRAINT grants_kind',
  `ALTER TABLE admin.grants ADD CONSTRAINT grants_kind
     CHECK (kind IN ('form', 'add', 'subtract', 'override', 'codes', 'code', 'order', 'plan'))`,
  `CREATE INDEX orders_open_plan ON billing.orders (user_id, plan_id)
    WHERE plan_id IS NOT NULL AND status IN ('pending', 'unknown')`,
];

const CLOSE = orReplace(LEDGER_FUNCTIONS.find((text) => text.includes('FUNCTION ledger.close(')) ?? '');
/** As before, and the subscriptions of the account end with it. */
const CLOSE_WITH_PLANS = amend(
  CLOSE,
  '  UPDATE ledger.accounts SET closed_at = now() WHERE user_id = p_user;\n',
  `  UPDATE ledger.subscriptions SET status = CASE status WHEN 'active' THEN 'cancelled' ELSE status END, closing = false,
         remaining = 0, next_reset_at = NULL, updated_at = now()
   WHERE user_id = p_user AND (status = 'active' OR closing);
  UPDATE ledger.accounts SET closed_at = now() WHERE user_id = p_user;\n`,
);

const IMPORT = orReplace(LEDGER_IMPORT.find((text) => text.includes('FUNCTION ledger.import(')) ?? '');
/** As before, and it leaves the plan accounts, which have an import of their own. */
const IMPORT_WITH_PLANS = amend(
  IMPORT,
  'FROM w JOIN ledger.accounts a ON a.user_id = w.user_id\n',
  `FROM w JOIN ledger.accounts a ON a.user_id = w.user_id AND a.kind <> 'plan'\n`,
);
