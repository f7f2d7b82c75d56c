import type { MigrationInterface, QueryRunner } from 'typeorm';
import { EARLIER, ENTER, POST, orReplace, RELAY, REPORT_CROSSINGS, SET_BUDGET } from './sql/ledger-crossings.js';
import { LEDGER_RESERVATIONS } from './sql/ledger-reservations.js';

/**
 * Events for webhooks and low-balance notices, written in the transactions that cause them. Debits that a user starts leave what is
 * reserved, and `ledger.relay` asks the table of kinds as `ledger.post` does.
 */
export class Events1796081600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, EMIT, ON_CHANGE, ...TRIGGERS, REPORT_CROSSINGS]) await runner.query(statement);
    for (const statement of [...RIGHTS, POST, ENTER, RELAY, SET_BUDGET]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const text of Object.values(EARLIER)) await runner.query(text);
    const setBudget = LEDGER_RESERVATIONS.find((text) => text.includes('FUNCTION ledger.set_budget(')) ?? '';
    await runner.query(orReplace(setBudget));
    await runner.query('DROP FUNCTION ledger.report_crossings(bigint[], bigint[], bigint[])');
    await runner.query('DROP FUNCTION platform.emit_change() CASCADE');
    await runner.query('DROP FUNCTION platform.emit(text, text, jsonb)');
    await runner.query('DROP TABLE admin.webhook_deliveries, admin.webhook_events, admin.webhook_endpoints');
  }
}

const TABLES = [
  `CREATE TABLE admin.webhook_endpoints (
     id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     url             text NOT NULL CONSTRAINT webhook_endpoints_url CHECK (length(url) BETWEEN 1 AND 2048),
     description     text NOT NULL DEFAULT '' CONSTRAINT webhook_endpoints_description CHECK (length(description) <= 200),
     events          text[] NOT NULL,
     sealed          bytea NOT NULL,
     previous_sealed bytea,
     previous_until  timestamptz,
     failing_since   timestamptz,
     disabled_at     timestamptz,
     created_at      timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT webhook_endpoints_overlap CHECK ((previous_sealed IS NULL) = (previous_until IS NULL))
   )`,
  `COMMENT ON TABLE admin.webhook_endpoints IS
     'Where events are sent. The secrets are sealed; the previous one signs, too, until previous_until'`,
  `CREATE TABLE admin.webhook_events (
     id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     type       text NOT NULL,
     subject    text NOT NULL,
     data       jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  'CREATE INDEX webhook_events_created ON admin.webhook_events (created_at)',
  `CREATE TABLE admin.webhook_deliveries (
     id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     event_id     bigint NOT NULL CONSTRAINT webhook_deliveries_event REFERENCES admin.webhook_events ON DELETE CASCADE,
     endpoint_id  bigint NOT NULL CONSTRAINT webhook_deliveries_endpoint REFERENCES admin.webhook_endpoints ON DELETE CASCADE,
     state        text NOT NULL DEFAULT 'pending'
       CONSTRAINT webhook_deliveries_state CHECK (state IN ('pending', 'delivered', 'parked')),
     attempts     int NOT NULL DEFAULT 0,
     status       int,
     error        text NOT NULL DEFAULT '',
     attempted_at timestamptz,
     CONSTRAINT webhook_deliveries_once UNIQUE (event_id, endpoint_id)
   )`,
  'CREATE INDEX webhook_deliveries_endpoint ON admin.webhook_deliveries (endpoint_id, id)',
];

/**
 * Writes an event and a delivery for each endpoint that asked for its type, in the transaction that causes it. An endpoint has eight
 * queues, and the deliveries of one subject share one, so they are tried in order and a slow endpoint holds eight workers at most.
 */
const EMIT = `
CREATE FUNCTION platform.emit(p_type text, p_subject text, p_data jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_event    bigint;
  v_delivery record;
BEGIN
  IF NOT EXISTS (SELECT FROM admin.webhook_endpoints WHERE disabled_at IS NULL AND p_type = ANY(events)) THEN
    RETURN;
  END IF;
  INSERT INTO admin.webhook_events (type, subject, data) VALUES (p_type, p_subject, p_data) RETURNING id INTO v_event;
  FOR v_delivery IN
    INSERT INTO admin.webhook_deliveries (event_id, endpoint_id)
    SELECT v_event, id FROM admin.webhook_endpoints WHERE disabled_at IS NULL AND p_type = ANY(events) ORDER BY id
    RETURNING id, endpoint_id
  LOOP
    PERFORM graphile_worker.add_job(
      identifier => 'webhook.deliver', payload => json_build_object('deliveryId', v_delivery.id), max_attempts => 21,
      queue_name => 'webhook:' || v_delivery.endpoint_id || ':' || (hashtext(p_subject) & 7));
  END LOOP;
END $$`;

/** The events of users, orders and quarantine cases. Commands such as the import run as the owner and emit nothing. */
const ON_CHANGE = `
CREATE FUNCTION platform.emit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_row  jsonb := to_jsonb(coalesce(NEW, OLD));
  v_type text := TG_ARGV[0];
BEGIN
  IF coalesce(nullif(current_setting('role', true), 'none'), session_user) NOT LIKE 'tollgate\\_%' THEN
    RETURN NULL;
  END IF;
  PERFORM platform.emit(v_type, coalesce(nullif(v_row ->> 'trade_no', ''), v_row ->> 'id'), CASE TG_TABLE_NAME
    WHEN 'users' THEN jsonb_build_object('user_id', v_row -> 'id')
    WHEN 'orders' THEN jsonb_build_object('trade_no', v_row -> 'trade_no', 'user_id', v_row -> 'user_id',
      'provider', v_row -> 'provider', 'status', v_row -> 'status', 'money', v_row ->> 'money', 'currency', v_row -> 'currency',
      'credit_quota', v_row -> 'credit_quota', 'reversed_quota', v_row -> 'reversed_quota')
    ELSE jsonb_build_object('quarantine_id', v_row -> 'id', 'provider', v_row -> 'provider', 'trade_no', v_row -> 'trade_no',
      'event_type', v_row -> 'type', 'reason', v_row -> 'reason') END);
  RETURN NULL;
END $$`;

const trigger = (name: string, when: string, table: string, condition: string, type: string) =>
  `CREATE TRIGGER ${name} AFTER ${when} ON ${table} FOR EACH ROW WHEN (${condition})
     EXECUTE FUNCTION platform.emit_change('${type}')`;

const TRIGGERS = [
  trigger('emit_insert', 'INSERT', 'auth.users', 'true', 'user.created'),
  trigger('emit_update', 'UPDATE', 'auth.users', 'OLD.status = 1 AND NEW.status = 2', 'user.disabled'),
  trigger(
    'emit_removal',
    'UPDATE',
    'auth.users',
    'OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL',
    'user.deleted',
  ),
  trigger('emit_delete', 'DELETE', 'auth.users', 'OLD.deleted_at IS NULL', 'user.deleted'),
  trigger(
    'emit_update',
    'UPDATE',
    'billing.orders',
    `OLD.status <> 'success' AND NEW.status = 'success' AND NEW.reversed_quota <= OLD.reversed_quota`,
    'order.paid',
  ),
  trigger('emit_refund', 'UPDATE', 'billing.orders', 'NEW.reversed_quota > OLD.reversed_quota', 'order.refunded'),
  trigger('emit_insert', 'INSERT', 'billing.quarantine', 'true', 'order.quarantined'),
];

const RIGHTS = [
  'REVOKE ALL ON FUNCTION platform.emit(text, text, jsonb), platform.emit_change() FROM PUBLIC',
  'REVOKE ALL ON FUNCTION ledger.report_crossings(bigint[], bigint[], bigint[]) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION platform.emit(text, text, jsonb) TO tollgate_auth, tollgate_billing, tollgate_admin',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON admin.webhook_endpoints, admin.webhook_deliveries TO tollgate_admin',
  'GRANT SELECT, DELETE ON admin.webhook_events TO tollgate_admin',
];
