import type { Caller } from '@tollgate/contracts';
import type { BillingSubscription, BillingUsage } from '@tollgate/contracts/auth/billing-dashboards';
import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { KeyVerificationService } from '../api-keys/key-verification.service.js';

/** The figure of New API for "no limit". */
const UNLIMITED = 100_000_000;

/** The account figures that OpenAI clients request with a key. */
@Injectable()
export class BillingDashboardsService {
  constructor(
    private readonly keys: KeyVerificationService,
    private readonly options: Options,
  ) {}

  /** @throws AppError API_KEY_MISSING, _INVALID, _DISABLED, _EXPIRED, _ADDRESS_REFUSED, _USER_DISABLED */
  async subscription(caller: Caller): Promise<BillingSubscription> {
    const key = await this.keys.getCallersKey(caller);
    const ofKey = this.options.get('DisplayTokenStatEnabled');
    const granted = ofKey ? key.remain_quota + key.used_quota : key.user_quota + key.user_used_quota;
    const limit = ofKey && key.unlimited_quota ? UNLIMITED : this.amount(granted);
    return {
      object: 'billing_subscription',
      has_payment_method: true,
      soft_limit_usd: limit,
      hard_limit_usd: limit,
      system_hard_limit_usd: limit,
      access_until: Math.max(0, key.expired_time),
    };
  }

  /** @throws AppError API_KEY_MISSING, _INVALID, _DISABLED, _EXPIRED, _ADDRESS_REFUSED, _USER_DISABLED */
  async usage(caller: Caller): Promise<BillingUsage> {
    const key = await this.keys.getCallersKey(caller);
    const used = this.options.get('DisplayTokenStatEnabled') ? key.used_quota : key.user_used_quota;
    return { object: 'list', total_usage: this.amount(used) * 100 };
  }

  /** Converts quota to the display currency. It is for display only, so nothing is charged by it. */
  private amount(quota: number): number {
    const type = this.options.get('general_setting.quota_display_type');
    if (type === 'TOKENS') return quota;
    const units = quota / Number(this.options.get('QuotaPerUnit'));
    return type === 'CNY' ? units * Number(this.options.get('USDExchangeRate')) : units;
  }
}
