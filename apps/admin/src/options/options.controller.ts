import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import {
  optionsRpc,
  type PaymentComplianceRequest,
  type RatioChannels,
  type UpdateOptionRequest,
} from '@tollgate/contracts/admin/options';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { OptionsService } from './options.service.js';
import { PaymentComplianceService } from './payment-compliance.service.js';

@Controller()
export class OptionsController {
  constructor(
    private readonly options: OptionsService,
    private readonly compliance: PaymentComplianceService,
  ) {}

  @Handles(optionsRpc.list)
  list(_request: Nothing, _context: RequestContext<Identity>) {
    return this.options.list();
  }

  @Handles(optionsRpc.update)
  update(request: UpdateOptionRequest, context: RequestContext<Identity>) {
    return this.options.update(request, context);
  }

  @Handles(optionsRpc.confirmCompliance)
  confirmCompliance(request: PaymentComplianceRequest, context: RequestContext<Identity>) {
    return this.compliance.confirm(request, context);
  }

  @Handles(optionsRpc.resetModelRatio)
  resetModelRatio(_request: Nothing, context: RequestContext<Identity>) {
    return this.options.resetModelRatio(context);
  }

  @Handles(optionsRpc.migrateConsole)
  migrateConsole(_request: Nothing, context: RequestContext<Identity>) {
    return this.options.migrateConsole(context);
  }

  @Handles(optionsRpc.groups)
  groups(_request: Nothing, _context: RequestContext<Identity>) {
    return this.options.groups();
  }

  @Handles(optionsRpc.models)
  models(_request: Nothing, _context: RequestContext<Identity>) {
    return this.options.models();
  }

  @Handles(optionsRpc.ratioChannels)
  async ratioChannels(_request: Nothing, _context: RequestContext<Identity>): Promise<RatioChannels> {
    return { channels: [] };
  }
}
