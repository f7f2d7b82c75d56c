import { optionSql } from '@tollgate/options';

/** The time zone of the site's calendar and the groups that exist, read by the statement that depends on them. */
export const ZONE = optionSql('SiteTimeZone');
export const GROUPS = `ARRAY(SELECT jsonb_object_keys(${optionSql('GroupRatio')}::jsonb))`;
/** The price of a plan `p` in quota, rounded up. */
export const PRICE_QUOTA = `least(9007199254740991, ceil(p.price * ${optionSql('QuotaPerUnit')}::numeric))::bigint`;
/** The terms of a plan `p` that an order or subscription keeps. */
export const TERMS = `jsonb_build_object('total', p.total_amount, 'duration_unit', p.duration_unit, 'duration_value', p.duration_value,
  'custom_seconds', p.custom_seconds, 'reset_period', p.reset_period, 'reset_seconds', p.reset_seconds,
  'overflow', p.allow_wallet_overflow, 'upgrade_group', p.upgrade_group, 'downgrade_group', p.downgrade_group)`;
