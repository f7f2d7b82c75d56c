import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type ModelsRequest, relayPagesRpc } from '@tollgate/contracts/admin/relay-pages';
import { ok } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input, parsePage } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/**
 * Pages of the web clients about what a relay keeps. Where there is a relay, the ingress leads these paths to it (docs/relays.md);
 * without one they are empty, so that no page shows an error. All other requests below
 * `http/request/relay-paths.ts` are refused.
 */
@Controller()
export class RelayPagesController extends RpcController {
  @Route('GET', '/api/channel', relayPagesRpc.channels)
  readonly channels: Forwarded;

  @Route('GET', '/api/channel/search', relayPagesRpc.channels)
  readonly channelSearch: Forwarded;

  @Route('GET', '/api/channel/models', relayPagesRpc.list, { data: 'items' })
  readonly channelModels: Forwarded;

  @Route('GET', '/api/channel/tag/models', relayPagesRpc.tagModels, { data: 'models' })
  readonly tagModels: Forwarded;

  @Route('GET', '/api/channel/ops', relayPagesRpc.ops)
  readonly ops: Forwarded;

  @Route('GET', '/api/models', relayPagesRpc.ownModels, { data: 'entries', also: [relayPagesRpc.models] })
  async ownModels(@Input() request: ModelsRequest, @From() caller: Caller) {
    const isPage = request.p !== undefined || request.page_size !== undefined;
    if (!isPage) return this.rpc.call(relayPagesRpc.ownModels, request, caller);
    return ok(await this.rpc.call(relayPagesRpc.models, parsePage({ ...request }), caller));
  }

  @Route('GET', '/api/models/search', relayPagesRpc.models)
  readonly modelSearch: Forwarded;

  @Route('GET', '/api/models/missing', relayPagesRpc.list, { data: 'items' })
  readonly missingModels: Forwarded;

  @Route('GET', '/api/vendors', relayPagesRpc.page)
  readonly vendors: Forwarded;

  @Route('GET', '/api/vendors/search', relayPagesRpc.page)
  readonly vendorSearch: Forwarded;

  @Route('GET', '/api/mj', relayPagesRpc.page)
  readonly drawings: Forwarded;

  @Route('GET', '/api/mj/self', relayPagesRpc.ownPage)
  readonly ownDrawings: Forwarded;

  @Route('GET', '/api/task', relayPagesRpc.page)
  readonly tasks: Forwarded;

  @Route('GET', '/api/task/self', relayPagesRpc.ownPage)
  readonly ownTasks: Forwarded;

  @Route('GET', '/api/prefill_group', relayPagesRpc.list, { data: 'items' })
  readonly prefillGroups: Forwarded;

  @Route('GET', '/api/deployments/settings', relayPagesRpc.deployments)
  readonly deployments: Forwarded;

  @Route('GET', '/api/rankings', relayPagesRpc.rankings)
  readonly rankings: Forwarded;

  @Route('GET', '/api/perf-metrics/summary', relayPagesRpc.perfSummary)
  readonly perfSummary: Forwarded;

  @Route('GET', '/api/perf-metrics', relayPagesRpc.perfMetrics)
  readonly perfMetrics: Forwarded;

  @Route('GET', '/api/option/channel_affinity_cache', relayPagesRpc.affinityCache)
  readonly affinityCache: Forwarded;

  @Route('GET', '/api/log/channel_affinity_usage_cache', relayPagesRpc.affinityUsage)
  readonly affinityUsage: Forwarded;
}
