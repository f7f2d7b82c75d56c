/**
 * The part of ledger.relay that decides: one pass of the loop is one request. It reads and changes the variables that the function
 * loaded under the locks, so that the requests of one user take effect in the order given.
 */
export const RELAY_DECISIONS = `FOR i IN 1 .. coalesce(cardinality(p_refs), 0) LOOP
    n := i; v_op := p_ops[i]; v_ref := p_refs[i];
    v_a := array_position(a_user, v_users[i]);
    v_k := array_position(k_id, v_keys[i]);
    v_r := array_position(r_ref, v_ref);
    v_d := array_position(d_ref, v_ref);
    v_settles := v_op IN ('settle', 'charge');
    user_id := v_users[i]; key_id := v_keys[i];
    transaction_id := NULL; balance := NULL; available := NULL; key_available := NULL; reserved := 0; expires_at := NULL;
    charged := NULL; shortfall := NULL; written_off := NULL;
    limit_quota := NULL; limit_used := NULL; limit_reserved := NULL; resets_at := NULL;
    v_id := NULL; v_repaid := 0; v_debt := 0; v_lost := 0; v_change := 0; v_kind := NULL; v_held := 0;

    -- windows that ended before this moment begin anew
    IF v_a IS NOT NULL AND u_resets[v_a] <= v_at THEN
      u_used[v_a] := 0; u_resets[v_a] := ledger.window_end(v_at, u_period[v_a], u_zone[v_a]); u_dirty[v_a] := true;
    END IF;
    IF v_k IS NOT NULL AND w_resets[v_k] <= v_at THEN
      w_used[v_k] := 0; w_resets[v_k] := ledger.window_end(v_at, w_period[v_k], w_zone[v_k]); w_dirty[v_k] := true;
    END IF;

    outcome := CASE
      WHEN v_settles AND v_d IS NOT NULL AND d_user[v_d] = v_users[i] AND d_amount[v_d] = p_amounts[i] THEN 'double'
      WHEN v_settles AND v_d IS NOT NULL THEN 'conflict'
      WHEN v_r IS NULL AND v_op IN ('extend', 'release', 'expire') THEN 'unknown'
      WHEN v_users[i] IS NULL THEN 'unknown'
      WHEN v_a IS NULL THEN 'account'
      WHEN v_r IS NOT NULL AND r_user[v_r] <> v_users[i] THEN 'conflict'
      WHEN v_op = 'reserve' AND v_r IS NOT NULL AND (r_amount[v_r] <> p_amounts[i] OR r_key[v_r] IS DISTINCT FROM v_keys[i])
        THEN 'conflict'
      WHEN v_op = 'reserve' AND ((v_r IS NOT NULL AND r_state[v_r] <> 'open') OR v_d IS NOT NULL) THEN 'ended'
      WHEN v_op IN ('extend', 'expire') AND r_state[v_r] <> 'open' THEN 'ended'
      WHEN v_op = 'charge' AND v_r IS NOT NULL THEN 'conflict'
      WHEN v_op = 'reserve' AND v_r IS NOT NULL THEN 'double'
      WHEN v_keys[i] IS NOT NULL AND (v_k IS NULL OR k_user[v_k] <> v_users[i]) AND v_r IS NULL THEN 'no_key'
      WHEN a_closed[v_a] AND v_op NOT IN ('settle', 'release', 'expire') THEN 'account'
    END;
    -- a key whose row is gone limits nothing any more
    IF v_k IS NOT NULL AND k_user[v_k] <> v_users[i] THEN v_k := NULL; END IF;

    IF outcome IS NULL AND v_op IN ('reserve', 'extend') THEN
      v_amount := coalesce(p_amounts[i], r_amount[v_r]);
      v_more := v_amount - CASE WHEN v_op = 'extend' THEN r_amount[v_r] ELSE 0 END;
      outcome := CASE
        WHEN b_balance[v_a] < 0 THEN 'debt'
        WHEN v_more <= 0 THEN NULL
        WHEN greatest(0, a_balance[v_a] - a_reserved[v_a]) < v_more THEN 'quota'
        WHEN u_quota[v_a] - u_used[v_a] - a_reserved[v_a] < v_more THEN 'user_window'
        WHEN v_k IS NOT NULL AND NOT k_unlimited[v_k] AND k_remain[v_k] - k_reserved[v_k] < v_more THEN 'key'
        WHEN v_k IS NOT NULL AND w_quota[v_k] - w_used[v_k] - k_reserved[v_k] < v_more THEN 'key_window'
      END;
      IF outcome IS NULL THEN
        a_reserved[v_a] := a_reserved[v_a] + v_more;
        IF v_k IS NOT NULL THEN k_reserved[v_k] := k_reserved[v_k] + v_more; k_dirty[v_k] := true; END IF;
        IF v_op = 'reserve' THEN
          outcome := 'reserved';
          r_ref := array_append(r_ref, v_ref); r_user := array_append(r_user, v_users[i]); r_key := array_append(r_key, v_keys[i]);
          r_amount := array_append(r_amount, v_amount); r_state := array_append(r_state, 'open');
          r_expires := array_append(r_expires, v_at + make_interval(secs => p_ttls[i]));
          r_new := array_append(r_new, true); r_dirty := array_append(r_dirty, false);
          v_r := cardinality(r_ref);
        ELSE
          outcome := 'extended';
          r_amount[v_r] := v_amount; r_expires[v_r] := v_at + make_interval(secs => p_ttls[i]); r_dirty[v_r] := true;
        END IF;
      ELSIF outcome IN ('quota', 'debt') THEN
        limit_quota := a_balance[v_a]; limit_used := 0; limit_reserved := a_reserved[v_a];
      ELSIF outcome = 'user_window' THEN
        limit_quota := u_quota[v_a]; limit_used := u_used[v_a]; limit_reserved := a_reserved[v_a]; resets_at := u_resets[v_a];
      ELSIF outcome = 'key' THEN
        limit_quota := k_remain[v_k]; limit_used := 0; limit_reserved := k_reserved[v_k];
      ELSE
        limit_quota := w_quota[v_k]; limit_used := w_used[v_k]; limit_reserved := k_reserved[v_k]; resets_at := w_resets[v_k];
      END IF;

    ELSIF outcome IS NULL AND v_op = 'charge' THEN
      outcome := CASE
        WHEN a_balance[v_a] - a_reserved[v_a] < p_amounts[i] THEN 'quota'
        WHEN v_k IS NOT NULL AND NOT k_unlimited[v_k] AND k_remain[v_k] - k_reserved[v_k] < p_amounts[i] THEN 'key'
      END;
    ELSIF outcome IS NULL AND (v_op = 'release' OR (v_op = 'expire' AND r_expires[v_r] <= v_at)) THEN
      outcome := 'released';
    ELSIF outcome IS NULL AND v_op = 'expire' THEN
      outcome := 'not_due';
    END IF;

    -- an open reservation ends
    IF (outcome IS NULL OR outcome = 'released') AND v_r IS NOT NULL AND r_state[v_r] = 'open' THEN
      v_held := r_amount[v_r];
      a_reserved[v_a] := a_reserved[v_a] - v_held;
      IF v_k IS NOT NULL THEN k_reserved[v_k] := k_reserved[v_k] - v_held; k_dirty[v_k] := true; END IF;
      r_dirty[v_r] := true;
      r_state[v_r] := CASE v_op WHEN 'release' THEN 'released' WHEN 'expire' THEN 'expired' ELSE 'settled' END;
    ELSIF outcome IS NULL AND v_r IS NOT NULL THEN
      r_dirty[v_r] := true; r_state[v_r] := 'settled';
    END IF;
    IF outcome = 'released' THEN reserved := v_held; END IF;

    IF outcome IS NULL THEN
      outcome := 'charged'; v_kind := 'usage'; v_amount := p_amounts[i];
      IF a_closed[v_a] THEN
        charged := 0; v_lost := v_amount;
      ELSE
        v_free := greatest(0, a_balance[v_a] - a_reserved[v_a] - v_held);
        charged := least(v_amount, v_held, a_balance[v_a]);
        charged := charged + least(v_amount - charged, v_free);
        v_debt := least(v_amount - charged, greatest(p_debt_factor * coalesce(r_amount[v_r], 0), p_debt_floor), v_max + b_balance[v_a]);
        v_lost := v_amount - charged - v_debt;
      END IF;
      shortfall := v_amount - charged; written_off := v_lost;
    END IF;
    -- what is free pays debt first, because a debt is open only while nothing is free
    IF (v_kind = 'usage' OR v_held > 0) AND NOT a_closed[v_a] AND v_debt = 0 AND b_balance[v_a] < 0 THEN
      v_repaid := least(-b_balance[v_a], greatest(0, a_balance[v_a] - coalesce(charged, 0) - a_reserved[v_a]));
      IF v_repaid > 0 AND v_kind IS NULL THEN v_kind := 'debt_repaid'; END IF;
    END IF;

    IF v_kind IS NOT NULL THEN
      v_id := nextval('ledger.transactions_id_seq');
      t_id := array_append(t_id, v_id); t_kind := array_append(t_kind, v_kind);
      t_ref := array_append(t_ref, v_ref); t_user := array_append(t_user, v_users[i]);
      v_change := -(coalesce(charged, 0) + v_repaid);
      IF v_change <> 0 THEN
        a_balance[v_a] := a_balance[v_a] + v_change; a_version[v_a] := a_version[v_a] + 1;
        a_head[v_a] := ledger.entry_hash(a_head[v_a], a_id[v_a], a_version[v_a], v_id, v_change, a_balance[v_a], v_kind, v_ref,
          v_users[i], v_at);
        e_tx := array_append(e_tx, v_id); e_account := array_append(e_account, a_id[v_a]); e_amount := array_append(e_amount, v_change);
        e_balance := array_append(e_balance, a_balance[v_a]); e_version := array_append(e_version, a_version[v_a]);
        e_hash := array_append(e_hash, a_head[v_a]);
      END IF;
      v_change := v_repaid - v_debt;
      IF v_change <> 0 THEN
        b_balance[v_a] := b_balance[v_a] + v_change; b_version[v_a] := b_version[v_a] + 1;
        b_head[v_a] := ledger.entry_hash(b_head[v_a], b_id[v_a], b_version[v_a], v_id, v_change, b_balance[v_a], v_kind, v_ref,
          v_users[i], v_at);
        e_tx := array_append(e_tx, v_id); e_account := array_append(e_account, b_id[v_a]); e_amount := array_append(e_amount, v_change);
        e_balance := array_append(e_balance, b_balance[v_a]); e_version := array_append(e_version, b_version[v_a]);
        e_hash := array_append(e_hash, b_head[v_a]);
      END IF;
    END IF;
    IF v_kind = 'usage' THEN
      IF v_amount > 0 THEN
        s_tx := array_append(s_tx, v_id); s_account := array_append(s_account, v_usage); s_amount := array_append(s_amount, v_amount);
      END IF;
      IF v_lost > 0 THEN
        s_tx := array_append(s_tx, v_id); s_account := array_append(s_account, v_off); s_amount := array_append(s_amount, -v_lost);
      END IF;
      a_used[v_a] := a_used[v_a] + v_amount - v_lost; a_count[v_a] := a_count[v_a] + 1;
      IF u_quota[v_a] IS NOT NULL THEN u_used[v_a] := u_used[v_a] + v_amount - v_lost; u_dirty[v_a] := true; END IF;
      IF v_k IS NOT NULL THEN
        k_used[v_k] := k_used[v_k] + v_amount - v_lost; k_dirty[v_k] := true;
        IF NOT k_unlimited[v_k] THEN k_remain[v_k] := greatest(0, k_remain[v_k] - v_amount + v_lost); END IF;
        IF w_quota[v_k] IS NOT NULL THEN w_used[v_k] := w_used[v_k] + v_amount - v_lost; w_dirty[v_k] := true; END IF;
      END IF;
      transaction_id := v_id;
      d_ref := array_append(d_ref, v_ref); d_user := array_append(d_user, v_users[i]); d_amount := array_append(d_amount, v_amount);
      d_quota := array_append(d_quota, charged + v_repaid); d_debt := array_append(d_debt, v_repaid - v_debt);
      d_off := array_append(d_off, v_lost); d_balance := array_append(d_balance, a_balance[v_a]); d_id := array_append(d_id, v_id);
    ELSIF outcome = 'double' AND v_settles THEN
      transaction_id := d_id[v_d]; written_off := d_off[v_d];
      charged := d_quota[v_d] - greatest(0, d_debt[v_d]); shortfall := d_amount[v_d] - charged;
      balance := coalesce(d_balance[v_d], a_balance[v_a], 0);
    END IF;

    IF v_r IS NOT NULL AND r_state[v_r] = 'open' THEN reserved := r_amount[v_r]; expires_at := r_expires[v_r]; END IF;
    IF v_a IS NOT NULL THEN
      balance := coalesce(balance, a_balance[v_a]);
      available := CASE WHEN b_balance[v_a] < 0 THEN 0 ELSE greatest(0, a_balance[v_a] - a_reserved[v_a]) END;
    END IF;
    IF v_k IS NOT NULL THEN
      key_available := least(CASE WHEN NOT k_unlimited[v_k] THEN greatest(0, k_remain[v_k] - k_reserved[v_k]) END,
                             CASE WHEN w_quota[v_k] IS NOT NULL THEN greatest(0, w_quota[v_k] - w_used[v_k] - k_reserved[v_k]) END);
    END IF;
    RETURN NEXT;
  END LOOP;
`;
