import { describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import type { Options } from '@tollgate/options';
import type { KeyVerificationService } from '../api-keys/key-verification.service.js';
import { BillingDashboardsService } from './billing-dashboards.service.js';

const KEY = {
  remain_quota: 400_000,
  used_quota: 100_000,
  user_quota: 900_000,
  user_used_quota: 600_000,
  unlimited_quota: false,
  expired_time: -1,
};

function dashboards(options: Record<string, unknown> = {}, key: object = {}) {
  const all: Record<string, unknown> = {
    DisplayTokenStatEnabled: true,
    'general_setting.quota_display_type': 'USD',
    QuotaPerUnit: '500000',
    USDExchangeRate: '7.3',
    ...options,
  };
  const keys = { getCallersKey: async () => ({ ...KEY, ...key }) } as unknown as KeyVerificationService;
  return new BillingDashboardsService(keys, { get: (name: string) => all[name] } as unknown as Options);
}

const caller = {} as Caller;

describe('billing dashboards', () => {
  it('return the limit and the usage of a key in dollars', async () => {
    expect(await dashboards().subscription(caller)).toMatchObject({ hard_limit_usd: 1, access_until: 0 });
    expect(await dashboards().usage(caller)).toEqual({ object: 'list', total_usage: 20 });
  });

  it('return the figures of the user if keys are not shown, in the display currency', async () => {
    const ofUser = dashboards({ DisplayTokenStatEnabled: false, 'general_setting.quota_display_type': 'CNY' });
    expect((await ofUser.subscription(caller)).hard_limit_usd).toBeCloseTo(21.9);
    const raw = dashboards({ 'general_setting.quota_display_type': 'TOKENS' });
    expect((await raw.usage(caller)).total_usage).toBe(10_000_000);
  });

  it('return no limit for an unlimited key, and the expiry of a key that expires', async () => {
    const reply = await dashboards({}, { unlimited_quota: true, expired_time: 1_800_000_000 }).subscription(caller);
    expect(reply).toMatchObject({ hard_limit_usd: 100_000_000, access_until: 1_800_000_000 });
  });
});
