import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { NotifyReply, NotifyRequest } from '@tollgate/contracts/billing/epay';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { CallbacksRepository } from '../settlements/callbacks.repository.js';
import type { PaymentEvidence } from '../settlements/evidence.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { buildEvidence } from './epay-evidence.js';
import { verifiedParams } from './epay.signature.js';

type Params = Readonly<Record<string, string>>;

const FAIL: NotifyReply = { answer: 'fail', credited: false, nothing_to_do: false };

/**
 * Notifications of Epay. `success` is what makes the gateway stop repeating itself, so it is said only when the credit is
 * committed (by this delivery or one before it), or when there is nothing to do.
 */
@Injectable()
export class EpayCallbacksService {
  constructor(
    private readonly options: Options,
    private readonly callbacks: CallbacksRepository,
    private readonly settlements: SettlementsService,
    private readonly log: Log,
  ) {}

  /** Acts upon a notification. Any error on the way means: not `success`, and the gateway will come again. */
  async notify({ params }: NotifyRequest): Promise<NotifyReply> {
    if (!this.configured()) return FAIL;
    const signed = verifiedParams(params, this.options.get('EpayKey'));
    if (!signed) {
      this.settlements.unverified('epay');
      return FAIL;
    }
    const callbackId = await this.callbacks.archive('epay', Buffer.from(textOf(signed)));
    if (signed.trade_status !== 'TRADE_SUCCESS') return { answer: 'success', credited: false, nothing_to_do: true };

    const evidence = buildEvidence(signed, callbackId);
    if (signed.pid !== this.options.get('EpayId').trim()) {
      await this.settlements.doubt({ ...evidence, reason: 'other_merchant', detail: `merchant ${signed.pid ?? ''}` });
      return FAIL;
    }
    const outcome = await this.refusalsAsFail(evidence);
    if (outcome === 'credited') return { answer: 'success', credited: true, nothing_to_do: false };
    return outcome === 'already' ? { answer: 'success', credited: false, nothing_to_do: false } : FAIL;
  }

  private configured(): boolean {
    return this.options.get('EpayId').trim() !== '' && this.options.get('EpayKey').trim() !== '';
  }

  /** The order says itself why it cannot be credited; the gateway hears `fail` and repeats. */
  private async refusalsAsFail(evidence: PaymentEvidence): Promise<string> {
    try {
      return await this.settlements.settle(evidence);
    } catch (error) {
      if (error instanceof AppError && (error.code === 'ACCOUNT_NOT_FOUND' || error.code === 'QUOTA_OUT_OF_RANGE')) {
        this.log.error('a paid order cannot be credited', {
          orderNo: evidence.tradeNo,
          provider: 'epay',
          code: error.code,
        });
        return 'refused';
      }
      throw error;
    }
  }
}

/** The parameters as they were sent, in one order, so that the same notification is the same text. */
function textOf(params: Params): string {
  return new URLSearchParams(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}
