import { Injectable } from '@nestjs/common';
import type { NotifyRequest } from '@tollgate/contracts/billing/epay';
import type { PlanReturnReply } from '@tollgate/contracts/billing/subscriptions';
import { Options } from '@tollgate/options';
import { EpayCallbacksService } from '../epay/epay-callbacks.service.js';
import { siteAddress } from '../orders/site.js';

/** The browser's way back from the payment page of a plan. */
@Injectable()
export class PlanReturns {
  constructor(
    private readonly callbacks: EpayCallbacksService,
    private readonly options: Options,
  ) {}

  /**
   * Acts upon the signed parameters that the gateway sends along, as upon its notification, because they may come first. The page
   * shows success only if the order is settled.
   */
  async fromEpay(request: NotifyRequest, address: string): Promise<PlanReturnReply> {
    const told = await this.callbacks.notify(request, address);
    const outcome = told.answer !== 'success' ? 'fail' : told.nothing_to_do ? 'pending' : 'success';
    return { url: `${siteAddress(this.options)}/wallet?pay=${outcome}` };
  }
}
