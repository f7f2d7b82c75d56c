import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { epayRpc, type NotifyRequest, type PayRequest } from '@tollgate/contracts/billing/epay';
import type { AmountRequest } from '@tollgate/contracts/billing/orders';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { EpayCallbacksService } from './epay-callbacks.service.js';
import { EpayService } from './epay.service.js';

type Context = RequestContext<Identity>;

/** Purchases by Epay, and the gateway's notifications. */
@Controller()
export class EpayController {
  constructor(
    private readonly epay: EpayService,
    private readonly callbacks: EpayCallbacksService,
  ) {}

  @Handles(epayRpc.amount)
  amount(request: AmountRequest, { identity }: Context) {
    return Promise.resolve(this.epay.amount(request, identity));
  }

  @Handles(epayRpc.pay)
  pay(request: PayRequest, context: Context) {
    return this.epay.pay(request, context);
  }

  @Handles(epayRpc.notify)
  notify(request: NotifyRequest, { caller }: RequestContext<null>) {
    return this.callbacks.notify(request, caller.ip);
  }
}
