import { Bool, Int, Json, List, Nested, Num, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** A page of something that the relay keeps: always empty here. */
export class RelayPage {
  @List('json', { max: 0, example: [] }) items: object[];
  @Int({ example: 1 }) page: number;
  @Int({ example: 10 }) page_size: number;
  @Int({ example: 0 }) total: number;
}

export class ChannelPage extends RelayPage {
  @Json({ example: {}, description: 'Number of channels by type' }) type_counts: object;
}

export class ModelPage extends RelayPage {
  @Json({ example: {}, description: 'Number of models by vendor' }) vendor_counts: object;
}

export class RelayList {
  @List('json', { max: 0, example: [] }) items: object[];
}

/** With a page it asks for the administrators' list, without one for the models of its user. */
export class ModelsRequest {
  @Text({ optional: true, max: 32 }) p?: string;
  @Text({ optional: true, max: 32 }) page_size?: string;
}

export class RelayMap {
  @Json({ example: {} }) entries: object;
}

export class TagModels {
  @Text({ example: '' }) models: string;
}

export class ChannelOps {
  @Int({ example: 0, description: 'The option RetryTimes' }) retry_times: number;
}

export class DeploymentSettings {
  @Bool({ description: 'The option model_deployment.ionet.enabled' }) enabled: boolean;
  @Bool() configured: boolean;
  @Bool() can_connect: boolean;
  @Text({ example: 'io.net' }) provider: string;
}

export class RankingsRequest {
  @Text({ optional: true, max: 16, values: ['today', 'week', 'month', 'year'] }) period?: string;
}

export class ModelsHistory {
  @List('json', { max: 0 }) points: object[];
  @List('json', { max: 0 }) models: object[];
  @Int({ example: 0 }) buckets: number;
}

export class VendorShareHistory {
  @List('json', { max: 0 }) points: object[];
  @List('json', { max: 0 }) vendors: object[];
  @Int({ example: 0 }) buckets: number;
}

export class Rankings {
  @List('json', { max: 0 }) models: object[];
  @List('json', { max: 0 }) vendors: object[];
  @List('json', { max: 0 }) top_movers: object[];
  @List('json', { max: 0 }) top_droppers: object[];
  @Nested(() => ModelsHistory) models_history: ModelsHistory;
  @Nested(() => VendorShareHistory) vendor_share_history: VendorShareHistory;
}

export class PerfSummary {
  @List('json', { max: 0 }) models: object[];
}

export class PerfRequest {
  @Text({ min: 1, max: 255, example: 'gpt-4o' }) model: string;
}

export class PerfMetrics {
  @Text() model_name: string;
  @Text({ description: 'Name of the series, as clients compare it' }) series_schema: string;
  @List('json', { max: 0 }) groups: object[];
}

export class AffinityCache {
  @Bool({ description: 'The option channel_affinity_setting.enabled' }) enabled: boolean;
  @Int({ example: 0 }) total: number;
  @Int({ example: 0 }) unknown: number;
  @Json({ example: {} }) by_rule_name: object;
  @Num({ description: 'The option channel_affinity_setting.max_entries' }) cache_capacity: number;
  @Text({ example: '' }) cache_algo: string;
}

export class AffinityUsageRequest {
  @Text({ optional: true, max: 255 }) rule_name?: string;
  @Text({ optional: true, max: 255 }) using_group?: string;
  @Text({ optional: true, max: 255 }) key_fp?: string;
}

export class AffinityUsage {
  @Text() rule_name: string;
  @Text() using_group: string;
  @Text() key_fp: string;
  @Text({ example: '' }) cached_token_rate_mode: string;
  @Int({ example: 0 }) hit: number;
  @Int({ example: 0 }) total: number;
  @Int({ example: 0 }) window_seconds: number;
  @Int({ example: 0 }) prompt_tokens: number;
  @Int({ example: 0 }) completion_tokens: number;
  @Int({ example: 0 }) total_tokens: number;
  @Int({ example: 0 }) cached_tokens: number;
  @Int({ example: 0 }) prompt_cache_hit_tokens: number;
  @Int({ example: 0 }) last_seen_at: number;
}

const MODULE_CLOSED = ['MODULE_CLOSED', 'UNAUTHENTICATED'] as const;

/** Pages of the web clients that show what a relay keeps. Reads answer empty, with the rights that the pages have. */
export const relayPagesRpc = {
  page: rpc('rpc.admin.relay_page.page', PageRequest, RelayPage, {
    access: 'admin',
    permission: null,
    summary: 'Kept by the relay: an empty page',
  }),
  ownPage: rpc('rpc.admin.relay_page.own_page', PageRequest, RelayPage, {
    access: 'user',
    summary: 'Kept by the relay: an empty page',
  }),
  channels: rpc('rpc.admin.relay_page.channels', PageRequest, ChannelPage, {
    access: 'admin',
    permission: 'channel.read',
    summary: 'Channels, kept by the relay: an empty page',
  }),
  models: rpc('rpc.admin.relay_page.models', PageRequest, ModelPage, {
    access: 'admin',
    permission: null,
    summary: 'Models, kept by the relay: an empty page',
  }),
  list: rpc('rpc.admin.relay_page.list', Nothing, RelayList, {
    access: 'admin',
    permission: null,
    summary: 'Kept by the relay: an empty list',
  }),
  ownModels: rpc('rpc.admin.relay_page.own_models', ModelsRequest, RelayMap, {
    access: 'user',
    summary: 'Models by type of channel, kept by the relay: none',
  }),
  tagModels: rpc('rpc.admin.relay_page.tag_models', Nothing, TagModels, {
    access: 'admin',
    permission: 'channel.read',
    summary: 'Models of a tag, kept by the relay: none',
  }),
  ops: rpc('rpc.admin.relay_page.ops', Nothing, ChannelOps, {
    access: 'admin',
    permission: 'channel.read',
    summary: 'How often the relay tries again',
  }),
  deployments: rpc('rpc.admin.relay_page.deployments', Nothing, DeploymentSettings, {
    access: 'admin',
    permission: null,
    summary: 'Whether models are deployed at io.net: the relay does that',
  }),
  rankings: rpc('rpc.admin.relay_page.rankings', RankingsRequest, Rankings, {
    access: 'public',
    errors: ['RANKING_PERIOD_UNKNOWN', ...MODULE_CLOSED],
    summary: 'Rankings of models, kept by the relay: empty',
  }),
  perfSummary: rpc('rpc.admin.relay_page.perf_summary', Nothing, PerfSummary, {
    access: 'public',
    errors: MODULE_CLOSED,
    summary: 'Speed of models, kept by the relay: empty',
  }),
  perfMetrics: rpc('rpc.admin.relay_page.perf_metrics', PerfRequest, PerfMetrics, {
    access: 'public',
    errors: MODULE_CLOSED,
    summary: 'Speed of one model, kept by the relay: empty',
  }),
  affinityCache: rpc('rpc.admin.relay_page.affinity_cache', Nothing, AffinityCache, {
    access: 'root',
    summary: "The relay's cache of channels: empty",
  }),
  affinityUsage: rpc('rpc.admin.relay_page.affinity_usage', AffinityUsageRequest, AffinityUsage, {
    access: 'admin',
    permission: null,
    summary: "Use of the relay's cache of channels: none",
  }),
};
