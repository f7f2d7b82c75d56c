import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows that have no further use are deleted: one function for all tables, because their tables belong to several services. The audit
 * trail may be cut by whole seals; the rest begins with a head, a keyed digest of the last seal that was cut.
 */
export class Retention1796084895000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION admin.cut_audit(bigint, bytea), admin.sweep(text, int), admin.sweep_rule(text)');
    await runner.query(refuseChange(''));
    await runner.query('DROP TABLE admin.audit_heads, admin.sweeps');
    await runner.query('DROP INDEX auth.api_keys_deleted_at');
  }
}

const TABLES = [
  `CREATE TABLE admin.sweeps (
     name text PRIMARY KEY,
     removed bigint NOT NULL DEFAULT 0,
     remaining integer NOT NULL DEFAULT 0,
     swept_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE admin.audit_heads (
     id integer PRIMARY KEY CONSTRAINT audit_heads_one CHECK (id = 1),
     seal_id bigint NOT NULL,
     total bigint NOT NULL,
     mac bytea NOT NULL,
     head_mac bytea NOT NULL CONSTRAINT audit_heads_mac CHECK (octet_length(head_mac) = 32),
     cut_at timestamptz NOT NULL DEFAULT now()
   )`,
  'CREATE INDEX api_keys_deleted_at ON auth.api_keys (deleted_at) WHERE deleted_at IS NOT NULL',
];

/** The rows of each sweep. A grace period keeps what a retry of a job, or a question about a refused request, still needs. */
const RULES: Readonly<Record<string, readonly [table: string, condition: string]>> = {
  sessions: ['auth.sessions', `expires_at < now() - interval '1 day'`],
  credentials: ['auth.credentials', `expires_at < now() - interval '1 day'`],
  pending_logins: ['auth.pending_logins', `expires_at < now() - interval '1 day'`],
  passkey_challenges: ['auth.passkey_challenges', `expires_at < now() - interval '1 day'`],
  passkey_proofs: ['auth.passkey_proofs', `expires_at < now() - interval '1 day'`],
  security_proofs: ['auth.security_proofs', `expires_at < now() - interval '1 day'`],
  oauth_states: ['auth.oauth_states', `expires_at < now() - interval '1 day'`],
  reset_tokens: ['auth.reset_tokens', `expires_at < now() - interval '3 days'`],
  address_codes: ['auth.address_codes', `expires_at < now() - interval '3 days'`],
  mail_codes: ['auth.mail_codes', 'expires_at < now()'],
  spent_proofs: ['auth.spent_proofs', 'expires_at < now()'],
  throttles: ['auth.throttles', 'expires_at < now() AND coalesce(locked_until < now(), true)'],
  api_keys: [
    'auth.api_keys',
    `deleted_at < now() - interval '90 days'
       AND NOT EXISTS (SELECT FROM ledger.reservations r WHERE r.key_id = api_keys.id AND r.state = 'open')`,
  ],
  mail_jobs: [
    'graphile_worker._private_jobs',
    `locked_at IS NULL AND attempts >= max_attempts AND run_at < now() - interval '7 days'
       AND task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier LIKE 'mail.%')`,
  ],
};

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const rules = Object.entries(RULES).map(
  ([name, [table, condition]]) => `(${quote(name)}, ${quote(table)}, ${quote(condition)})`,
);

/** An exemption for the deletion by cut_audit, which marks its own transaction. */
const CUT = `
     IF TG_OP = 'DELETE' AND current_setting('tollgate.audit_cut', true) = pg_current_xact_id()::text THEN RETURN NULL; END IF;`;

const refuseChange = (exemption: string) => `
  CREATE OR REPLACE FUNCTION admin.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN${exemption}
     RAISE EXCEPTION '% of admin.% refused: the trail is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'TA001';
   END $$`;

const FUNCTIONS = [
  `CREATE FUNCTION admin.sweep_rule(p_name text, OUT relation text, OUT condition text)
   LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
     SELECT r.relation, r.condition FROM (VALUES ${rules.join(',\n       ')}) r (name, relation, condition) WHERE r.name = p_name
   $$`,
  // the limit bounds the transaction; the row of admin.sweeps is what the gauges show
  `CREATE FUNCTION admin.sweep(p_name text, p_limit int) RETURNS int
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   DECLARE
     v_relation text;
     v_condition text;
     v_gone int;
     v_left int;
     v_keys bigint[];
   BEGIN
     SELECT r.relation, r.condition INTO v_relation, v_condition FROM admin.sweep_rule(p_name) r;
     IF v_relation IS NULL THEN RAISE EXCEPTION 'no sweep is named %', p_name; END IF;
     IF p_name = 'api_keys' THEN
       EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM %s WHERE %s LIMIT %s FOR UPDATE SKIP LOCKED) k', v_relation,
                      v_condition, p_limit) INTO v_keys;
       DELETE FROM ledger.keys WHERE key_id = ANY (v_keys);
       DELETE FROM ledger.budgets WHERE scope = 'key' AND id = ANY (v_keys);
       DELETE FROM auth.api_keys WHERE id = ANY (v_keys);
     ELSE
       EXECUTE format('DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s LIMIT %3$s FOR UPDATE SKIP LOCKED))',
                      v_relation, v_condition, p_limit);
     END IF;
     GET DIAGNOSTICS v_gone = ROW_COUNT;
     EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE %s LIMIT 100000) l', v_relation, v_condition) INTO v_left;
     INSERT INTO admin.sweeps AS s (name, removed, remaining) VALUES (p_name, v_gone, v_left)
       ON CONFLICT (name) DO UPDATE SET removed = s.removed + excluded.removed, remaining = excluded.remaining, swept_at = now();
     RETURN v_gone;
   END $$`,
  refuseChange(CUT),
  // the newest seal always stays, because the next one is chained to it
  `CREATE FUNCTION admin.cut_audit(p_seal bigint, p_head_mac bytea) RETURNS bigint
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   DECLARE
     v_events bigint[];
     v_gone bigint;
   BEGIN
     IF p_seal >= (SELECT max(id) FROM admin.audit_seals) THEN RAISE EXCEPTION 'the newest seal stays'; END IF;
     PERFORM set_config('tollgate.audit_cut', pg_current_xact_id()::text, true);
     INSERT INTO admin.audit_heads AS h (id, seal_id, total, mac, head_mac)
       SELECT 1, s.id, s.total, s.mac, p_head_mac FROM admin.audit_seals s WHERE s.id = p_seal
       ON CONFLICT (id) DO UPDATE SET seal_id = excluded.seal_id, total = excluded.total, mac = excluded.mac,
         head_mac = excluded.head_mac, cut_at = now();
     SELECT array_agg(e) INTO v_events FROM admin.audit_seals s, unnest(s.event_ids) e WHERE s.id <= p_seal;
     DELETE FROM admin.audit_values WHERE event_id = ANY (v_events);
     DELETE FROM admin.audit_events WHERE id = ANY (v_events);
     GET DIAGNOSTICS v_gone = ROW_COUNT;
     DELETE FROM admin.audit_seals WHERE id <= p_seal;
     PERFORM set_config('tollgate.audit_cut', '', true);
     RETURN v_gone;
   END $$`,
];

const GRANTS = [
  `REVOKE ALL ON FUNCTION admin.sweep_rule(text), admin.sweep(text, int), admin.cut_audit(bigint, bytea) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION admin.sweep(text, int), admin.cut_audit(bigint, bytea) TO tollgate_admin`,
  'GRANT SELECT ON admin.sweeps, admin.audit_heads TO tollgate_admin',
];
