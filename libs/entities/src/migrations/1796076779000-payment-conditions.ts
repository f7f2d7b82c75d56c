import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an order needs for its judgement is fixed in the order, its quarantine case stands beside it, callbacks that do not verify are
 * kept for administrators, a user has a bounded number of open orders, and a deleted user has none.
 */
export class PaymentConditions1796076779000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER close_orders ON auth.users;
      DROP FUNCTION billing.close_orders(), billing.has_room_for_order(bigint);
      DROP TABLE billing.refused_callbacks;
      ALTER TABLE billing.orders DROP COLUMN merchant_id, DROP COLUMN merchant_key_id, DROP COLUMN allows_promotions,
        DROP COLUMN allows_tax, DROP COLUMN quarantine_id, DROP COLUMN unclear_since`);
  }
}

const STATEMENTS = [
  `ALTER TABLE billing.orders
     ADD COLUMN merchant_id text NOT NULL DEFAULT '',
     ADD COLUMN merchant_key_id text NOT NULL DEFAULT '',
     ADD COLUMN allows_promotions boolean,
     ADD COLUMN allows_tax boolean NOT NULL DEFAULT false,
     ADD COLUMN quarantine_id bigint,
     ADD COLUMN unclear_since timestamptz`,
  `CREATE INDEX orders_open_user ON billing.orders (user_id) WHERE status IN ('pending', 'unknown')`,
  `CREATE INDEX orders_quarantine ON billing.orders (quarantine_id) WHERE quarantine_id IS NOT NULL`,
  `CREATE TABLE billing.refused_callbacks (
     trade_no text NOT NULL,
     slot integer NOT NULL CONSTRAINT refused_callbacks_slot CHECK (slot BETWEEN 0 AND 9),
     provider text NOT NULL,
     reason text NOT NULL,
     address text NOT NULL,
     body bytea NOT NULL CONSTRAINT refused_callbacks_body_length CHECK (octet_length(body) <= 4096),
     received_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (trade_no, slot)
   )`,
  'CREATE INDEX refused_callbacks_received_at ON billing.refused_callbacks (received_at)',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON billing.refused_callbacks TO tollgate_billing',
  // a function sees what was committed while it waited for the lock; the statement that calls it does not
  `CREATE FUNCTION billing.has_room_for_order(owner bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE
   SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM pg_advisory_xact_lock(hashtextextended('billing.orders.open', owner));
     RETURN (SELECT count(*) FROM billing.orders WHERE user_id = owner AND status IN ('pending', 'unknown')) < 20;
   END $$`,
  'REVOKE ALL ON FUNCTION billing.has_room_for_order(bigint) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION billing.has_room_for_order(bigint) TO tollgate_billing',
  `CREATE FUNCTION billing.close_orders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
   SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     UPDATE billing.orders SET status = 'failed', stuck_reason = 'the user was deleted'
      WHERE user_id = OLD.id AND status IN ('pending', 'unknown');
     RETURN NULL;
   END $$`,
  'REVOKE ALL ON FUNCTION billing.close_orders() FROM PUBLIC',
  'CREATE TRIGGER close_orders AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION billing.close_orders()',
];
