/**
 * Moves quota between the plan account of a user and the system account of plans; negative takes it from the user. The caller holds
 * the lock of the user's quota account, under which plan accounts, pools and subscriptions change.
 */
const MOVE = `
CREATE FUNCTION ledger.move_plan(p_kind text, p_id bigint, p_user bigint, p_amount bigint, p_actor bigint, p_request text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_step int;
BEGIN
  IF p_amount = 0 THEN
    RETURN;
  END IF;
  UPDATE ledger.subscriptions SET remaining = remaining + p_amount, steps = steps + 1, updated_at = clock_timestamp()
   WHERE id = p_id RETURNING steps INTO v_step;
  PERFORM ledger.post(p_kind, p_id || ':' || v_step, p_actor, '', p_request,
    ARRAY[(p_user, 'plan', p_amount)::ledger.leg, (NULL, 'plan', -p_amount)::ledger.leg]);
END $$`;

/** Locks a user's row and then the quota account, as every change of subscriptions begins. Raises TG002 without an open account. */
const LOCK = `
CREATE FUNCTION ledger.lock_plans(p_user bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM 1 FROM auth.users WHERE id = p_user FOR NO KEY UPDATE;
  PERFORM 1 FROM ledger.accounts WHERE user_id = p_user AND kind = 'quota' AND closed_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'user';
  END IF;
END $$`;

/** Whether a user may order a plan with a limit; the lock is held until the order is committed. */
const ROOM = `
CREATE FUNCTION ledger.has_room_for_plan(p_user bigint, p_plan bigint, p_limit int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(p_limit, 0) = 0 THEN
    RETURN true;
  END IF;
  PERFORM ledger.lock_plans(p_user);
  RETURN (SELECT count(*) FROM ledger.subscriptions WHERE user_id = p_user AND plan_id = p_plan AND deleted_at IS NULL)
       + (SELECT count(*) FROM billing.orders WHERE user_id = p_user AND plan_id = p_plan AND status IN ('pending', 'unknown'))
       < p_limit;
END $$`;

/**
 * Begins a subscription with the terms of an order: takes the price from the balance if one is given, grants the quota, moves the user
 * to the upgrade group if that exists. With a limit, raises TG011 if the user has as many subscriptions and open orders of the plan.
 * Returns its id.
 */
const SUBSCRIBE = `
CREATE FUNCTION ledger.subscribe(p_user bigint, p_plan bigint, p_terms jsonb, p_source text, p_trade_no text, p_price bigint,
  p_limit int, p_actor bigint, p_request text, p_timezone text, p_groups text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id bigint; v_at timestamptz; v_ends timestamptz; v_group text; v_previous text;
  v_total bigint := p_terms->>'total'; v_up text := coalesce(p_terms->>'upgrade_group', '');
  v_period text := p_terms->>'reset_period'; v_seconds bigint := coalesce((p_terms->>'reset_seconds')::bigint, 0);
BEGIN
  PERFORM ledger.lock_plans(p_user);
  IF NOT ledger.has_room_for_plan(p_user, p_plan, p_limit) THEN
    RAISE EXCEPTION 'limit of the plan' USING ERRCODE = 'TG011';
  END IF;
  v_at := clock_timestamp();
  v_ends := ledger.plan_end(v_at, p_terms->>'duration_unit', (p_terms->>'duration_value')::int,
    coalesce((p_terms->>'custom_seconds')::bigint, 0), p_timezone);
  SELECT "group" INTO v_group FROM auth.users WHERE id = p_user;
  v_previous := v_group;
  IF v_up <> ALL (p_groups) THEN
    v_up := ''; v_previous := '';
  ELSIF v_up = v_group THEN
    SELECT previous_group INTO v_previous FROM ledger.subscriptions
     WHERE user_id = p_user AND status = 'active' AND upgrade_group = v_up ORDER BY id LIMIT 1;
    v_previous := coalesce(v_previous, v_group);
  END IF;
  INSERT INTO ledger.accounts (user_id, kind, balance) VALUES (p_user, 'plan', 0) ON CONFLICT (user_id, kind) DO NOTHING;
  INSERT INTO ledger.plan_pools (user_id) VALUES (p_user) ON CONFLICT DO NOTHING;
  INSERT INTO ledger.subscriptions (user_id, plan_id, source, trade_no, total, price_quota, overflow, reset_period, reset_seconds,
    upgrade_group, downgrade_group, previous_group, started_at, ends_at, last_reset_at, next_reset_at)
  VALUES (p_user, p_plan, p_source, p_trade_no, v_total, p_price, (p_terms->>'overflow')::boolean, v_period, v_seconds, v_up,
    CASE WHEN v_up <> '' THEN coalesce(p_terms->>'downgrade_group', '') ELSE '' END, v_previous,
    v_at, v_ends, v_at, ledger.plan_next_reset(v_at, v_at, v_period, v_seconds, p_timezone, v_ends))
  RETURNING id INTO v_id;
  IF p_source = 'balance' AND p_price > 0 THEN
    PERFORM ledger.post('plan_purchase', v_id::text, p_actor, '', p_request,
      ARRAY[(p_user, 'quota', -p_price)::ledger.leg, (NULL, 'plan_sales', p_price)::ledger.leg]);
  END IF;
  PERFORM ledger.move_plan('plan_grant', v_id, p_user, v_total, p_actor, p_request);
  IF v_up <> '' THEN
    UPDATE auth.users SET "group" = v_up WHERE id = p_user;
  END IF;
  RETURN v_id;
END $$`;

/**
 * Returns the user of a subscription that ends to the group that follows from the rules. Another subscription that began in the group
 * of this one inherits its group from before, so the last of them returns the user to the first group.
 */
const LEAVE_GROUP = `
CREATE FUNCTION ledger.leave_plan_group(p_id bigint, p_groups text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub ledger.subscriptions; v_next text;
BEGIN
  SELECT * INTO STRICT v_sub FROM ledger.subscriptions WHERE id = p_id;
  IF v_sub.upgrade_group = '' THEN
    RETURN;
  END IF;
  UPDATE ledger.subscriptions SET previous_group = v_sub.previous_group
   WHERE user_id = v_sub.user_id AND id <> p_id AND status = 'active' AND previous_group = v_sub.upgrade_group;
  SELECT upgrade_group INTO v_next FROM ledger.subscriptions
   WHERE user_id = v_sub.user_id AND id <> p_id AND status = 'active' AND upgrade_group = ANY (p_groups) AND ends_at > clock_timestamp()
   ORDER BY id DESC LIMIT 1;
  v_next := coalesce(v_next, nullif(v_sub.downgrade_group, ''), v_sub.previous_group);
  UPDATE auth.users SET "group" = CASE WHEN v_next = ANY (p_groups) THEN v_next ELSE 'default' END
   WHERE id = v_sub.user_id AND "group" = v_sub.upgrade_group;
END $$`;

/**
 * Ends a subscription. By time (expired), it keeps what open reservations hold beyond the user's other plans; called again, it takes
 * the rest. Revoked and deleted ones lose everything at once. Returns whether anything changed.
 */
const END = `
CREATE FUNCTION ledger.end_subscription(p_id bigint, p_how text, p_actor bigint, p_request text, p_groups text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub ledger.subscriptions; v_kept bigint := 0; v_was text;
BEGIN
  SELECT * INTO v_sub FROM ledger.subscriptions WHERE id = p_id AND deleted_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM ledger.lock_plans(v_sub.user_id);
  SELECT * INTO v_sub FROM ledger.subscriptions WHERE id = p_id;
  IF v_sub.deleted_at IS NOT NULL OR (p_how = 'expired' AND (v_sub.ends_at > clock_timestamp()
                                      OR (v_sub.status <> 'active' AND NOT v_sub.closing))) THEN
    RETURN false;
  END IF;
  v_was := v_sub.status;
  IF p_how = 'expired' THEN
    SELECT least(v_sub.remaining, greatest(0, p.held - coalesce((
             SELECT sum(remaining) FROM ledger.subscriptions
              WHERE user_id = v_sub.user_id AND id <> p_id AND (status = 'active' OR closing)), 0)))
      INTO v_kept FROM ledger.plan_pools p WHERE p.user_id = v_sub.user_id;
  END IF;
  PERFORM ledger.move_plan(CASE p_how WHEN 'expired' THEN 'plan_expiry' ELSE 'plan_revoke' END, p_id, v_sub.user_id,
    v_kept - v_sub.remaining, p_actor, p_request);
  UPDATE ledger.subscriptions
     SET status = CASE WHEN v_was = 'active' THEN CASE p_how WHEN 'expired' THEN 'expired' ELSE 'cancelled' END ELSE v_was END,
         closing = v_kept > 0, next_reset_at = NULL, updated_at = clock_timestamp(),
         revoked = CASE WHEN p_how = 'refunded' THEN v_sub.remaining ELSE revoked END,
         ends_at = CASE WHEN v_was = 'active' AND p_how IN ('revoked', 'deleted') THEN least(ends_at, clock_timestamp()) ELSE ends_at END,
         deleted_at = CASE WHEN p_how = 'deleted' THEN clock_timestamp() END
   WHERE id = p_id;
  IF v_was = 'active' THEN
    PERFORM ledger.leave_plan_group(p_id, p_groups);
  END IF;
  RETURN v_was = 'active' OR p_how = 'deleted' OR v_kept < v_sub.remaining;
END $$`;

/**
 * Brings what is left of a subscription to its full quota. A due reset is one reset, however many were missed. An administrator's
 * reset (with an actor) may come at any time and moves the next one only if p_advance is true. Returns whether it was reset.
 */
const RESET = `
CREATE FUNCTION ledger.reset_subscription(p_id bigint, p_actor bigint, p_request text, p_advance boolean, p_timezone text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub ledger.subscriptions; v_at timestamptz;
BEGIN
  SELECT * INTO v_sub FROM ledger.subscriptions WHERE id = p_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM ledger.lock_plans(v_sub.user_id);
  SELECT * INTO v_sub FROM ledger.subscriptions WHERE id = p_id;
  v_at := clock_timestamp();
  IF v_sub.status <> 'active' OR v_sub.ends_at <= v_at OR (p_actor IS NULL AND (v_sub.next_reset_at > v_at) IS NOT FALSE) THEN
    RETURN false;
  END IF;
  PERFORM ledger.move_plan('plan_reset', p_id, v_sub.user_id, v_sub.total - v_sub.remaining, p_actor, p_request);
  UPDATE ledger.subscriptions
     SET used = 0, last_reset_at = v_at, updated_at = v_at,
         next_reset_at = CASE WHEN p_actor IS NULL OR p_advance
           THEN ledger.plan_next_reset(v_at, CASE WHEN p_actor IS NULL THEN next_reset_at ELSE v_at END, reset_period, reset_seconds,
                                       p_timezone, ends_at)
           ELSE next_reset_at END
   WHERE id = p_id;
  RETURN true;
END $$`;

/**
 * Takes a plan back whose price went back: revokes what is left and collects what was used, at most the price. Returns what was
 * collected in quota.
 */
const CLAW_BACK = `
CREATE FUNCTION ledger.claw_back_plan(p_trade_no text, p_actor bigint, p_request text, p_groups text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub ledger.subscriptions; v_due bigint;
BEGIN
  SELECT * INTO STRICT v_sub FROM ledger.subscriptions WHERE trade_no = p_trade_no;
  PERFORM ledger.lock_plans(v_sub.user_id);
  IF v_sub.deleted_at IS NULL THEN
    PERFORM ledger.end_subscription(v_sub.id, 'refunded', p_actor, p_request, p_groups);
  END IF;
  SELECT * INTO STRICT v_sub FROM ledger.subscriptions WHERE id = v_sub.id;
  v_due := least(v_sub.used_ever, v_sub.price_quota) - v_sub.collected;
  IF v_due > 0 THEN
    UPDATE ledger.subscriptions SET collected = collected + v_due, steps = steps + 1 WHERE id = v_sub.id RETURNING * INTO v_sub;
    PERFORM ledger.post('plan_clawback', v_sub.id || ':' || v_sub.steps, p_actor, '', p_request,
      ARRAY[(v_sub.user_id, 'collect', -v_due)::ledger.leg, (NULL, 'plan_sales', v_due)::ledger.leg]);
  END IF;
  RETURN greatest(0, v_due);
END $$`;

/** The reverse of ledger.claw_back_plan, when a dispute is won. Returns what was given back in quota. */
const RESTORE = `
CREATE FUNCTION ledger.restore_plan(p_trade_no text, p_actor bigint, p_request text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub ledger.subscriptions; v_back bigint;
BEGIN
  SELECT * INTO STRICT v_sub FROM ledger.subscriptions WHERE trade_no = p_trade_no;
  PERFORM ledger.lock_plans(v_sub.user_id);
  SELECT * INTO STRICT v_sub FROM ledger.subscriptions WHERE id = v_sub.id;
  v_back := v_sub.collected;
  UPDATE ledger.subscriptions SET collected = 0, steps = steps + 1 WHERE id = v_sub.id RETURNING * INTO v_sub;
  IF v_back > 0 THEN
    PERFORM ledger.post('plan_clawback', v_sub.id || ':' || v_sub.steps, p_actor, '', p_request,
      ARRAY[(v_sub.user_id, 'quota', v_back)::ledger.leg, (NULL, 'plan_sales', -v_back)::ledger.leg]);
  END IF;
  IF v_sub.status = 'cancelled' AND v_sub.deleted_at IS NULL AND v_sub.ends_at > clock_timestamp() THEN
    UPDATE ledger.subscriptions SET status = 'active', revoked = 0, upgrade_group = '' WHERE id = v_sub.id;
    PERFORM ledger.move_plan('plan_grant', v_sub.id, v_sub.user_id, v_sub.revoked, p_actor, p_request);
  END IF;
  RETURN v_back;
END $$`;

/** Sets in which order a user draws from plans and balance. */
const PREFER = `
CREATE FUNCTION ledger.set_plan_preference(p_user bigint, p_preference text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.lock_plans(p_user);
  INSERT INTO ledger.plan_pools AS p (user_id, preference) VALUES (p_user, p_preference)
  ON CONFLICT (user_id) DO UPDATE SET preference = excluded.preference;
END $$`;

/** Returns the quota that a user may reserve of plans and balance by the order of use, as ledger.relay decides it; 0 while there is a debt. */
const AVAILABLE = `
CREATE FUNCTION ledger.plan_available(p_user bigint, p_wallet bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN s.unlimited AND p.preference <> 'wallet_only' THEN 9007199254740991
              ELSE least(9007199254740991,
                CASE WHEN p.preference = 'subscription_only' OR (p.preference = 'subscription_first' AND s.strict) THEN 0
                     ELSE greatest(0, p_wallet) END
                + CASE WHEN p.preference = 'wallet_only' THEN 0 ELSE greatest(0, s.plans - greatest(0, p.held - s.kept)) END) END
    FROM ledger.plan_pools p
   CROSS JOIN (SELECT coalesce(sum(remaining) FILTER (WHERE live), 0)::bigint AS plans,
                      coalesce(sum(remaining) FILTER (WHERE NOT live), 0)::bigint AS kept,
                      coalesce(bool_or(live AND total = 0), false) AS unlimited,
                      coalesce(bool_or(live AND NOT overflow), false) AS strict
                 FROM (SELECT *, status = 'active' AND ends_at > now() AS live FROM ledger.subscriptions
                        WHERE user_id = p_user AND (status = 'active' OR closing)) x) s
   WHERE p.user_id = p_user
$$`;

/** The functions of subscriptions, in the order in which they can be created. */
export const PLAN_FUNCTIONS: readonly string[] = [
  MOVE,
  LOCK,
  ROOM,
  SUBSCRIBE,
  LEAVE_GROUP,
  END,
  RESET,
  CLAW_BACK,
  RESTORE,
  PREFER,
  AVAILABLE,
];
