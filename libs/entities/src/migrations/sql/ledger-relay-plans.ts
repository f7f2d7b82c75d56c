import { amend, POST, RELAY } from './ledger-crossings.js';

/**
 * Measures the quota that the user of a request may draw: v_plan of limited plans, v_wallet of the balance, v_unlimited if a plan has no limit, v_can in
 * all, by the order of use that the user chose. Without a plan account it is the balance less what is reserved, as ever.
 */
const MEASURE = `    v_plan := 0; v_live := 0; v_kept := 0; v_unlimited := false; v_strict := false;
    IF v_a IS NOT NULL THEN
      v_wallet := a_balance[v_a] - a_reserved[v_a];
      IF c_id[v_a] IS NOT NULL THEN
        v_wallet := greatest(0, v_wallet);
        FOR v_m IN 1 .. cardinality(m_id) LOOP
          CONTINUE WHEN m_user[v_m] <> a_user[v_a];
          IF m_active[v_m] AND m_ends[v_m] > v_at THEN
            v_live := v_live + m_left[v_m]; v_unlimited := v_unlimited OR m_total[v_m] = 0;
            v_strict := v_strict OR NOT m_overflow[v_m];
          ELSE
            v_kept := v_kept + m_left[v_m];
          END IF;
        END LOOP;
        v_plan := greatest(0, v_live - greatest(0, q_held[v_a] - v_kept));
      END IF;
      v_all_wallet := greatest(0, v_wallet);
      IF q_order[v_a] = 'subscription_only' OR (q_order[v_a] = 'subscription_first' AND v_strict) THEN v_wallet := 0; END IF;
      IF q_order[v_a] = 'wallet_only' THEN v_plan := 0; v_unlimited := false; END IF;
      v_can := CASE WHEN v_unlimited THEN v_max WHEN c_id[v_a] IS NULL THEN v_wallet ELSE least(v_max, v_wallet + v_plan) END;
    END IF;
`;

/** Splits v_more over limited plans (v_p), plans without a limit (v_f) and the balance (v_w), in the order of use. */
const SPLIT = `        IF q_order[v_a] = 'wallet_first' THEN
          v_w := CASE WHEN v_plan = 0 AND NOT v_unlimited THEN v_more ELSE least(v_more, v_wallet) END;
          v_p := least(v_more - v_w, v_plan); v_f := v_more - v_w - v_p;
        ELSE
          v_p := least(v_more, v_plan);
          v_f := CASE WHEN v_unlimited THEN v_more - v_p ELSE 0 END; v_w := v_more - v_p - v_f;
        END IF;
`;

/** Changes the quota that a reservation holds by v_more; a smaller one frees the balance first, then plans. */
const HOLD = `        IF v_more >= 0 THEN
${SPLIT}        ELSE
          v_w := greatest(v_more, r_plan[v_r] + r_free[v_r] - r_amount[v_r]);
          v_f := greatest(v_more - v_w, -r_free[v_r]); v_p := v_more - v_w - v_f;
        END IF;
        a_reserved[v_a] := a_reserved[v_a] + v_w; q_held[v_a] := q_held[v_a] + v_p; q_free[v_a] := q_free[v_a] + v_f;
        q_dirty[v_a] := q_dirty[v_a] OR v_p <> 0 OR v_f <> 0;
`;

/** Draws v_p from the subscriptions of the user: those that reservations keep open first, then the one that ends first. */
const DRAW = `        v_more := v_p;
        FOR v_pass IN 1 .. 2 LOOP
          FOR v_m IN 1 .. cardinality(m_id) LOOP
            CONTINUE WHEN v_more = 0 OR m_user[v_m] <> a_user[v_a] OR m_left[v_m] = 0
                       OR (v_pass = 1) = (m_active[v_m] AND m_ends[v_m] > v_at);
            v_part := least(v_more, m_left[v_m]); m_took[v_m] := m_took[v_m] + v_part; m_left[v_m] := m_left[v_m] - v_part; v_more := v_more - v_part;
          END LOOP;
        END LOOP;
        FOR v_m IN 1 .. cardinality(m_id) LOOP
          IF v_f > 0 AND m_user[v_m] = a_user[v_a] AND m_total[v_m] = 0 THEN
            m_took[v_m] := m_took[v_m] + v_f;
            EXIT;
          END IF;
        END LOOP;
`;

/**
 * Takes the cost of a call: from the part that its reservation held (v_hp of plans, v_hf of plans without a limit, v_hw of the balance), then what the
 * order of use allows, then anything else that is available, because the call was served.
 */
const TAKE = `        v_amount := p_amounts[i];
${MEASURE}        v_p := least(v_amount, v_hp, v_live + v_kept);
        v_f := least(v_amount - v_p, v_hf);
        v_w := least(v_amount - v_p - v_f, v_hw, a_balance[v_a]);
        v_part := least(v_kept, v_p);
        v_all_plan := greatest(0, v_live - (v_p - v_part) - greatest(0, q_held[v_a] - (v_kept - v_part)));
        v_plan := least(v_plan, v_all_plan);
        v_all_wallet := greatest(0, v_all_wallet - v_w); v_wallet := least(v_wallet, v_all_wallet);
        v_more := v_amount - v_p - v_f - v_w;
        IF v_more > 0 THEN
          IF q_order[v_a] = 'wallet_first' THEN
            v_part := least(v_more, v_wallet); v_w := v_w + v_part; v_more := v_more - v_part;
            v_all_wallet := v_all_wallet - v_part; v_wallet := v_wallet - v_part;
          END IF;
          v_part := least(v_more, v_plan); v_p := v_p + v_part; v_more := v_more - v_part; v_all_plan := v_all_plan - v_part;
          IF v_unlimited THEN v_f := v_f + v_more; v_more := 0; END IF;
          v_part := least(v_more, v_wallet); v_w := v_w + v_part; v_more := v_more - v_part; v_all_wallet := v_all_wallet - v_part;
          v_part := least(v_more, v_all_plan); v_p := v_p + v_part; v_more := v_more - v_part;
          v_w := v_w + least(v_more, v_all_wallet);
        END IF;
        charged := v_p + v_f + v_w; v_taken := v_w;
${DRAW}`;

/** The entries of what a settled call took of plans. */
const ENTRIES = `      IF v_p > 0 THEN
        c_balance[v_a] := c_balance[v_a] - v_p; c_version[v_a] := c_version[v_a] + 1;
        c_head[v_a] := ledger.entry_hash(c_head[v_a], c_id[v_a], c_version[v_a], v_id, -v_p, c_balance[v_a], v_kind, v_ref,
          v_users[i], v_at);
        e_tx := array_append(e_tx, v_id); e_account := array_append(e_account, c_id[v_a]); e_amount := array_append(e_amount, -v_p);
        e_balance := array_append(e_balance, c_balance[v_a]); e_version := array_append(e_version, c_version[v_a]);
        e_hash := array_append(e_hash, c_head[v_a]);
      END IF;
      IF v_f > 0 THEN
        s_tx := array_append(s_tx, v_id); s_account := array_append(s_account, v_plans); s_amount := array_append(s_amount, -v_f);
      END IF;
`;

const DECLARED = `  -- plan accounts (null without one), pools and subscriptions that have quota or are in force
  c_id bigint[]; c_balance bigint[]; c_version bigint[]; c_head bytea[]; c_was bigint[];
  q_order text[]; q_held bigint[]; q_free bigint[]; q_dirty boolean[];
  m_id bigint[]; m_user bigint[]; m_total bigint[]; m_left bigint[]; m_took bigint[]; m_ends timestamptz[]; m_active boolean[];
  m_overflow boolean[]; r_plan bigint[]; r_free bigint[];
  v_plans bigint; v_plan bigint; v_live bigint; v_kept bigint; v_unlimited boolean; v_strict boolean; v_wallet bigint; v_can bigint;
  v_all_wallet bigint; v_all_plan bigint; v_p bigint; v_f bigint; v_w bigint; v_hp bigint; v_hf bigint; v_hw bigint; v_taken bigint;
  v_part bigint;
`;

const LOADED = `  SELECT array_agg(p.id ORDER BY x.n), array_agg(p.balance ORDER BY x.n), array_agg(p.version ORDER BY x.n),
         array_agg(p.head ORDER BY x.n), array_agg(p.version ORDER BY x.n),
         array_agg(coalesce(q.preference, 'subscription_first') ORDER BY x.n), array_agg(coalesce(q.held, 0) ORDER BY x.n),
         array_agg(coalesce(q.held_free, 0) ORDER BY x.n), array_agg(false)
    INTO c_id, c_balance, c_version, c_head, c_was, q_order, q_held, q_free, q_dirty
    FROM unnest(a_user) WITH ORDINALITY AS x(usr, n)
    LEFT JOIN ledger.accounts p ON p.user_id = x.usr AND p.kind = 'plan'
    LEFT JOIN ledger.plan_pools q ON q.user_id = x.usr;
  SELECT coalesce(array_agg(s.id ORDER BY s.place), '{}'), array_agg(s.user_id ORDER BY s.place), array_agg(s.total ORDER BY s.place),
         array_agg(s.remaining ORDER BY s.place), array_agg(0::bigint), array_agg(s.ends_at ORDER BY s.place),
         array_agg(s.status = 'active' ORDER BY s.place), array_agg(s.overflow ORDER BY s.place)
    INTO m_id, m_user, m_total, m_left, m_took, m_ends, m_active, m_overflow
    FROM (SELECT *, row_number() OVER (ORDER BY total = 0, ends_at, id) AS place FROM ledger.subscriptions
           WHERE user_id = ANY(a_user) AND (status = 'active' OR closing)) s;
`;

const STORED = `  UPDATE ledger.accounts a SET balance = x.balance, version = x.version, head = x.head
    FROM unnest(c_id, c_balance, c_version, c_head, c_was) AS x(id, balance, version, head, was)
   WHERE a.id = x.id AND x.version <> x.was;
  UPDATE ledger.plan_pools p SET held = x.held, held_free = x.free
    FROM unnest(a_user, q_held, q_free, q_dirty) AS x(id, held, free, dirty) WHERE p.user_id = x.id AND x.dirty;
  UPDATE ledger.subscriptions s SET remaining = x.remaining, used = s.used + x.took, used_ever = s.used_ever + x.took, updated_at = v_at
    FROM unnest(m_id, m_left, m_took) AS x(id, remaining, took) WHERE s.id = x.id AND x.took <> 0;
`;

/** The parts of `ledger.relay` that change, and what takes their place. */
const CHANGES: readonly (readonly [part: string, by: string])[] = [
  [
    '  v_usage bigint; v_off bigint; v_at timestamptz;\n',
    `${DECLARED}  v_usage bigint; v_off bigint; v_at timestamptz;\n`,
  ],
  ['  SELECT array_agg(x.key_id), array_agg(x.user_id)', `${LOADED}  SELECT array_agg(x.key_id), array_agg(x.user_id)`],
  [
    `         array_agg(expires_at), array_agg(false), array_agg(false)
    INTO r_ref, r_user, r_key, r_amount, r_state, r_expires, r_new, r_dirty`,
    `         array_agg(expires_at), array_agg(false), array_agg(false), array_agg(plan_amount), array_agg(free_amount)
    INTO r_ref, r_user, r_key, r_amount, r_state, r_expires, r_new, r_dirty, r_plan, r_free`,
  ],
  [
    `  SELECT id INTO STRICT v_off FROM`,
    `  SELECT id INTO STRICT v_plans FROM ledger.accounts WHERE user_id IS NULL AND kind = 'plan';
  SELECT id INTO STRICT v_off FROM`,
  ],
  [
    `-sum(e.amount) FILTER (WHERE a.kind = 'quota')::bigint AS quota`,
    `-sum(e.amount) FILTER (WHERE a.kind IN ('quota', 'plan') OR e.account_id = v_plans)::bigint AS quota`,
  ],
  [
    'v_kind := NULL; v_held := 0;\n',
    'v_kind := NULL; v_held := 0;\n    v_p := 0; v_f := 0; v_hp := 0; v_hf := 0; v_hw := 0; v_taken := 0;\n',
  ],
  [
    `    IF outcome IS NULL AND v_op IN ('reserve', 'extend') THEN\n`,
    `${MEASURE}    IF outcome IS NULL AND v_op IN ('reserve', 'extend') THEN\n`,
  ],
  [`WHEN greatest(0, a_balance[v_a] - a_reserved[v_a]) < v_more THEN 'quota'`, `WHEN v_can < v_more THEN 'quota'`],
  [
    'WHEN u_quota[v_a] - u_used[v_a] - a_reserved[v_a] < v_more',
    'WHEN u_quota[v_a] - u_used[v_a] - a_reserved[v_a] - q_held[v_a] - q_free[v_a] < v_more',
  ],
  ['        a_reserved[v_a] := a_reserved[v_a] + v_more;\n', HOLD],
  [
    'r_new := array_append(r_new, true); r_dirty := array_append(r_dirty, false);\n',
    `r_new := array_append(r_new, true); r_dirty := array_append(r_dirty, false);
          r_plan := array_append(r_plan, v_p); r_free := array_append(r_free, v_f);\n`,
  ],
  [
    `          r_amount[v_r] := v_amount; r_expires[v_r]`,
    `          r_plan[v_r] := r_plan[v_r] + v_p; r_free[v_r] := r_free[v_r] + v_f;
          r_amount[v_r] := v_amount; r_expires[v_r]`,
  ],
  [
    'limit_quota := a_balance[v_a]; limit_used := 0; limit_reserved := a_reserved[v_a];\n',
    `limit_quota := a_balance[v_a]; limit_used := 0; limit_reserved := a_reserved[v_a];
        IF c_id[v_a] IS NOT NULL THEN
          limit_reserved := a_reserved[v_a] + q_held[v_a]; limit_quota := least(v_max, v_can + limit_reserved);
        END IF;\n`,
  ],
  [
    'limit_used := u_used[v_a]; limit_reserved := a_reserved[v_a];',
    'limit_used := u_used[v_a]; limit_reserved := a_reserved[v_a] + q_held[v_a] + q_free[v_a];',
  ],
  [`WHEN a_balance[v_a] - a_reserved[v_a] < p_amounts[i] THEN 'quota'`, `WHEN v_can < p_amounts[i] THEN 'quota'`],
  [
    '      a_reserved[v_a] := a_reserved[v_a] - v_held;\n',
    `      v_hp := r_plan[v_r]; v_hf := r_free[v_r]; v_hw := v_held - v_hp - v_hf;
      a_reserved[v_a] := a_reserved[v_a] - v_hw; q_held[v_a] := q_held[v_a] - v_hp; q_free[v_a] := q_free[v_a] - v_hf;
      q_dirty[v_a] := q_dirty[v_a] OR v_hp > 0 OR v_hf > 0;\n`,
  ],
  [
    `        v_free := greatest(0, a_balance[v_a] - a_reserved[v_a] - v_held);
        charged := least(v_amount, v_held, a_balance[v_a]);
        charged := charged + least(v_amount - charged, v_free);\n`,
    TAKE,
  ],
  [
    'greatest(0, a_balance[v_a] - coalesce(charged, 0) - a_reserved[v_a]));',
    'greatest(0, a_balance[v_a] - v_taken - a_reserved[v_a]));',
  ],
  ['v_change := -(coalesce(charged, 0) + v_repaid);', 'v_change := -(v_taken + v_repaid);'],
  [`    IF v_kind = 'usage' THEN\n`, `    IF v_kind = 'usage' THEN\n${ENTRIES}`],
  [
    `      available := CASE WHEN b_balance[v_a] < 0 THEN 0 ELSE greatest(0, a_balance[v_a] - a_reserved[v_a]) END;\n`,
    `${MEASURE}      available := CASE WHEN b_balance[v_a] < 0 THEN 0 ELSE greatest(0, v_can) END;\n`,
  ],
  ['  UPDATE ledger.counters c SET used_quota', `${STORED}  UPDATE ledger.counters c SET used_quota`],
  [
    'INSERT INTO ledger.reservations (request_id, user_id, key_id, amount, state, created_at, expires_at, ended_at)',
    'INSERT INTO ledger.reservations (request_id, user_id, key_id, amount, state, created_at, expires_at, ended_at, plan_amount, free_amount)',
  ],
  [
    `CASE WHEN state <> 'open' THEN v_at END\n    FROM unnest(r_ref`,
    `CASE WHEN state <> 'open' THEN v_at END, plan, free\n    FROM unnest(r_ref`,
  ],
  [
    'r_expires, r_new) AS r(ref, usr, key, amount, state, expires, new)',
    'r_expires, r_new, r_plan, r_free) AS r(ref, usr, key, amount, state, expires, new, plan, free)',
  ],
  [
    'UPDATE ledger.reservations r SET amount = x.amount, state = x.state,',
    'UPDATE ledger.reservations r SET amount = x.amount, plan_amount = x.plan, free_amount = x.free, state = x.state,',
  ],
  [
    'r_expires, r_new, r_dirty) AS x(ref, amount, state, expires, new, dirty)',
    'r_expires, r_new, r_dirty, r_plan, r_free) AS x(ref, amount, state, expires, new, dirty, plan, free)',
  ],
];

/** As before, and calls draw from plans and balance. */
export const RELAY_WITH_PLANS = CHANGES.reduce((text, [part, by]) => amend(text, part, by), RELAY);

/** As before, and postings may name the plan account of a user. */
export const POST_WITH_PLANS = amend(
  POST,
  `l.account NOT IN ('quota', 'affiliate', 'collect')`,
  `l.account NOT IN ('quota', 'affiliate', 'collect', 'plan')`,
);
