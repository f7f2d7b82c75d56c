import { Controller } from '@nestjs/common';
import type { Identity, PageRequest } from '@tollgate/contracts';
import {
  type AffinityUsageRequest,
  type PerfRequest,
  type RankingsRequest,
  relayPagesRpc,
} from '@tollgate/contracts/admin/relay-pages';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { RelayPagesService } from './relay-pages.service.js';

/** Pages about what a relay keeps. */
@Controller()
export class RelayPagesController {
  constructor(private readonly pages: RelayPagesService) {}

  @Handles(relayPagesRpc.page)
  async page(request: PageRequest, _: RequestContext<Identity>) {
    return this.pages.page(request);
  }

  @Handles(relayPagesRpc.ownPage)
  async ownPage(request: PageRequest, _: RequestContext<Identity>) {
    return this.pages.page(request);
  }

  @Handles(relayPagesRpc.channels)
  async channels(request: PageRequest, _: RequestContext<Identity>) {
    return { ...this.pages.page(request), type_counts: {} };
  }

  @Handles(relayPagesRpc.models)
  async models(request: PageRequest, _: RequestContext<Identity>) {
    return { ...this.pages.page(request), vendor_counts: {} };
  }

  @Handles(relayPagesRpc.list)
  async list(_: object, __: RequestContext<Identity>) {
    return { items: [] };
  }

  @Handles(relayPagesRpc.ownModels)
  async ownModels(_: object, __: RequestContext<Identity>) {
    return { entries: {} };
  }

  @Handles(relayPagesRpc.tagModels)
  async tagModels(_: object, __: RequestContext<Identity>) {
    return { models: '' };
  }

  @Handles(relayPagesRpc.ops)
  async ops(_: object, __: RequestContext<Identity>) {
    return this.pages.ops();
  }

  @Handles(relayPagesRpc.deployments)
  async deployments(_: object, __: RequestContext<Identity>) {
    return this.pages.deployments();
  }

  @Handles(relayPagesRpc.rankings)
  rankings(request: RankingsRequest, { caller }: RequestContext<null>) {
    return this.pages.rankings(request, caller);
  }

  @Handles(relayPagesRpc.perfSummary)
  perfSummary(_: object, { caller }: RequestContext<null>) {
    return this.pages.perfSummary(caller);
  }

  @Handles(relayPagesRpc.perfMetrics)
  perfMetrics(request: PerfRequest, { caller }: RequestContext<null>) {
    return this.pages.perfMetrics(request, caller);
  }

  @Handles(relayPagesRpc.affinityCache)
  async affinityCache(_: object, __: RequestContext<Identity>) {
    return this.pages.affinityCache();
  }

  @Handles(relayPagesRpc.affinityUsage)
  async affinityUsage(request: AffinityUsageRequest, _: RequestContext<Identity>) {
    return this.pages.affinityUsage(request);
  }
}
