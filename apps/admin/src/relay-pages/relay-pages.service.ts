import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type PageRequest } from '@tollgate/contracts';
import type {
  AffinityCache,
  AffinityUsage,
  AffinityUsageRequest,
  DeploymentSettings,
  PerfMetrics,
  PerfRequest,
  PerfSummary,
  Rankings,
  RankingsRequest,
  RelayPage,
} from '@tollgate/contracts/admin/relay-pages';
import { Authenticator, openHeaderModule } from '@tollgate/account-rules';
import { Options } from '@tollgate/options';

const PERIODS: ReadonlySet<string> = new Set(['today', 'week', 'month', 'year']);
/** The series' name. Clients of 2026-08 draw the series only if it has this name. */
const SERIES = 'dbcd0a3c01b55203';

/** Pages of the web clients about what a relay keeps: channels, models, tasks. Nothing of it is here, so they are empty. */
@Injectable()
export class RelayPagesService {
  constructor(
    private readonly options: Options,
    private readonly authenticator: Authenticator,
  ) {}

  page({ p, page_size }: PageRequest): RelayPage {
    return { items: [], page: p, page_size, total: 0 };
  }

  /** @throws AppError RANKING_PERIOD_UNKNOWN, MODULE_CLOSED, UNAUTHENTICATED */
  async rankings({ period = 'week' }: RankingsRequest, caller: Caller): Promise<Rankings> {
    await openHeaderModule(this.options, this.authenticator, 'rankings', caller);
    if (!PERIODS.has(period)) throw new AppError('RANKING_PERIOD_UNKNOWN');
    return {
      ...{ models: [], vendors: [], top_movers: [], top_droppers: [] },
      models_history: { points: [], models: [], buckets: 0 },
      vendor_share_history: { points: [], vendors: [], buckets: 0 },
    };
  }

  /** @throws AppError MODULE_CLOSED, UNAUTHENTICATED */
  async perfSummary(caller: Caller): Promise<PerfSummary> {
    await openHeaderModule(this.options, this.authenticator, 'pricing', caller);
    return { models: [] };
  }

  /** @throws AppError MODULE_CLOSED, UNAUTHENTICATED */
  async perfMetrics({ model }: PerfRequest, caller: Caller): Promise<PerfMetrics> {
    await openHeaderModule(this.options, this.authenticator, 'pricing', caller);
    return { model_name: model, series_schema: SERIES, groups: [] };
  }

  deployments(): DeploymentSettings {
    const enabled = this.options.get('model_deployment.ionet.enabled');
    return { enabled, configured: false, can_connect: false, provider: 'io.net' };
  }

  affinityCache(): AffinityCache {
    return {
      enabled: this.options.get('channel_affinity_setting.enabled'),
      ...{ total: 0, unknown: 0, by_rule_name: {}, cache_algo: '' },
      cache_capacity: this.options.get('channel_affinity_setting.max_entries'),
    };
  }

  affinityUsage({ rule_name = '', using_group = '', key_fp = '' }: AffinityUsageRequest): AffinityUsage {
    return {
      ...{ rule_name, using_group, key_fp, cached_token_rate_mode: '', hit: 0, total: 0, window_seconds: 0 },
      ...{ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cached_tokens: 0, prompt_cache_hit_tokens: 0 },
      last_seen_at: 0,
    };
  }

  ops(): { retry_times: number } {
    return { retry_times: this.options.get('RetryTimes') };
  }
}
