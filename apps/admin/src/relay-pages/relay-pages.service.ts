import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type PageRequest } from '@tollgate/contracts';
import type {
  AffinityCache,
  DeploymentSettings,
  PerfMetrics,
  PerfRequest,
  PerfSummary,
  Rankings,
  RankingsRequest,
  RelayPage,
} from '@tollgate/contracts/admin/relay-pages';
import { Authenticator } from '@tollgate/account-rules';
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
    await this.openModule('rankings', caller);
    if (!PERIODS.has(period)) throw new AppError('RANKING_PERIOD_UNKNOWN');
    return {
      ...{ models: [], vendors: [], top_movers: [], top_droppers: [] },
      models_history: { points: [], models: [], buckets: 0 },
      vendor_share_history: { points: [], vendors: [], buckets: 0 },
    };
  }

  /** @throws AppError MODULE_CLOSED, UNAUTHENTICATED */
  async perfSummary(caller: Caller): Promise<PerfSummary> {
    await this.openModule('pricing', caller);
    return { models: [] };
  }

  /** @throws AppError MODULE_CLOSED, UNAUTHENTICATED */
  async perfMetrics({ model }: PerfRequest, caller: Caller): Promise<PerfMetrics> {
    await this.openModule('pricing', caller);
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

  ops(): { retry_times: number } {
    return { retry_times: this.options.get('RetryTimes') };
  }

  /** Lets a page of the header through as the option HeaderNavModules has it: open, closed, or for users who are logged in. */
  private async openModule(name: string, caller: Caller): Promise<void> {
    const state = readModule(this.options.get('HeaderNavModules'), name);
    if (state.enabled === false) throw new AppError('MODULE_CLOSED');
    if (state.requireAuth === true && !(await this.authenticator.identify(caller)))
      throw new AppError('UNAUTHENTICATED');
  }
}

interface ModuleState {
  readonly enabled?: unknown;
  readonly requireAuth?: unknown;
}

/** One module of the option: a switch, or an object with `enabled` and `requireAuth`. A text that is no JSON closes nothing. */
function readModule(option: string, name: string): ModuleState {
  const modules = parse(option);
  const own = typeof modules === 'object' && modules !== null && Object.hasOwn(modules, name);
  const value: unknown = own ? (modules as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'boolean') return { enabled: value };
  return typeof value === 'object' && value !== null ? value : {};
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    // root may write any text into the option; a page that cannot be read from it is open
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
