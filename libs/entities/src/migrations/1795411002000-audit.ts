import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail, append-only. The values that may have to be erased (values, reason, address) are in a side table; the event
 * holds their salted digest, so that seals stay valid after an erasure. Fresh events queue up in audit_unsealed; a seal takes a
 * batch from there and carries a keyed digest chained to the seal before it.
 */
export class Audit1795411002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...GUARDS, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.audit_seals, admin.audit_unsealed, admin.audit_values, admin.audit_events');
    await runner.query('DROP FUNCTION admin.queue_for_seal()');
    await runner.query('DROP FUNCTION admin.refuse_change()');
  }
}

const TABLES = [
  `CREATE TABLE admin.audit_events (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     created_at timestamptz NOT NULL DEFAULT now(),
     actor_id bigint,
     action text NOT NULL CONSTRAINT audit_events_action CHECK (action ~ '^[a-z0-9_]+([.][a-z0-9_]+)+$'),
     target_type text NOT NULL,
     target_id text NOT NULL DEFAULT '',
     request_id text NOT NULL DEFAULT '',
     digest bytea NOT NULL CONSTRAINT audit_events_digest CHECK (octet_length(digest) = 32)
   )`,
  'CREATE INDEX audit_events_actor ON admin.audit_events (actor_id, id)',
  'CREATE INDEX audit_events_target ON admin.audit_events (target_type, target_id, id)',
  'CREATE INDEX audit_events_action ON admin.audit_events (action text_pattern_ops, id)',
  'CREATE INDEX audit_events_created_at ON admin.audit_events (created_at)',
  'CREATE INDEX audit_events_request_id ON admin.audit_events (request_id)',
  `CREATE TABLE admin.audit_values (
     event_id bigint PRIMARY KEY,
     salt bytea NOT NULL,
     detail text NOT NULL
   )`,
  'CREATE TABLE admin.audit_unsealed (event_id bigint PRIMARY KEY)',
  `CREATE TABLE admin.audit_seals (
     id bigint PRIMARY KEY,
     sealed_at timestamptz NOT NULL DEFAULT now(),
     event_ids bigint[] NOT NULL CONSTRAINT audit_seals_some CHECK (cardinality(event_ids) > 0),
     total bigint NOT NULL,
     mac bytea NOT NULL CONSTRAINT audit_seals_mac CHECK (octet_length(mac) = 32)
   )`,
];

const GUARDS = [
  `CREATE FUNCTION admin.queue_for_seal() RETURNS trigger
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     INSERT INTO admin.audit_unsealed (event_id) VALUES (NEW.id);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER queue_for_seal AFTER INSERT ON admin.audit_events
   FOR EACH ROW EXECUTE FUNCTION admin.queue_for_seal()`,
  `CREATE FUNCTION admin.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of admin.% refused: the trail is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'TA001';
   END $$`,
  ...['audit_events', 'audit_seals'].map(
    (table) => `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admin.${table}
                FOR EACH STATEMENT EXECUTE FUNCTION admin.refuse_change()`,
  ),
  // values may be erased, never rewritten
  `CREATE TRIGGER never_rewritten BEFORE UPDATE ON admin.audit_values
   FOR EACH STATEMENT EXECUTE FUNCTION admin.refuse_change()`,
];

const EVERYONE = 'tollgate_auth, tollgate_billing, tollgate_admin';

const GRANTS = [
  'REVOKE ALL ON FUNCTION admin.queue_for_seal() FROM PUBLIC',
  `GRANT INSERT ON admin.audit_events, admin.audit_values TO ${EVERYONE}`,
  `GRANT SELECT (id) ON admin.audit_events TO ${EVERYONE}`,
  'GRANT SELECT ON admin.audit_events, admin.audit_values, admin.audit_unsealed, admin.audit_seals TO tollgate_admin',
  'GRANT DELETE ON admin.audit_values, admin.audit_unsealed TO tollgate_admin',
  'GRANT INSERT ON admin.audit_seals TO tollgate_admin',
];
