import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { NotifyReply, NotifyRequest } from '@tollgate/contracts/billing/epay';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { CallbackArchive } from '../settlements/callback-archive.js';
import type { PaymentEvidence } from '../settlements/evidence.js';
import { toObject, toText } from '../settlements/json.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { buildEvidence, PAID_STATES } from './epay-evidence.js';
import { isSignedByEpay, parseParams } from './epay.signature.js';
import { getMerchants } from './merchants.js';

type Params = Readonly<Record<string, string>>;

/** The archive takes no larger callback. */
const MAX_ARCHIVED_BYTES = 131_072;
const FAIL: NotifyReply = { answer: 'fail', credited: false, nothing_to_do: false };

/**
 * Notifications of Epay. `success` makes the gateway stop its repetitions, so it is answered only if the credit is committed (by this
 * delivery or one before it), or if there is nothing to do.
 */
@Injectable()
export class EpayCallbacksService {
  constructor(
    private readonly options: Options,
    private readonly archive: CallbackArchive,
    private readonly settlements: SettlementsService,
    private readonly log: Log,
  ) {}

  /** Acts upon a notification. After any error the answer is not `success`, so the gateway repeats it. */
  async notify({ params: input }: NotifyRequest, address = ''): Promise<NotifyReply> {
    const params = parseParams(input);
    const merchants = getMerchants(this.options);
    const signers = params ? merchants.filter(({ key }) => isSignedByEpay(params, key)) : [];
    const body = params ? Buffer.from(toQueryText(params)) : Buffer.alloc(0);
    if (!params || signers.length === 0 || body.length > MAX_ARCHIVED_BYTES) {
      const reason = merchants.length === 0 ? 'not_configured' : params ? 'signature' : 'malformed';
      const claimed = { tradeNo: getClaimedOrder(input), body: Buffer.from(JSON.stringify(input ?? null)) };
      await this.archive.refuse({ provider: 'epay', reason, address, ...claimed });
      return FAIL;
    }
    // a purchase form is signed with the same key, and the user who got it may send it back
    if (!params.trade_status) return FAIL;
    const callbackId = await this.archive.archive('epay', body);
    if (!PAID_STATES.has(params.trade_status)) return { answer: 'success', credited: false, nothing_to_do: true };

    const pid = params.pid ?? '';
    const evidence = buildEvidence(params, pid, callbackId);
    if (!signers.some((merchant) => merchant.pid === pid)) {
      await this.settlements.setAside({ ...evidence, reason: 'other_merchant', detail: `merchant ${pid || 'none'}` });
      return FAIL;
    }
    const outcome = await this.settleOrFail(evidence);
    if (outcome === 'credited') return { answer: 'success', credited: true, nothing_to_do: false };
    return outcome === 'already' ? { answer: 'success', credited: false, nothing_to_do: false } : FAIL;
  }

  /** The order shows why it cannot be credited; the gateway is answered `fail` and repeats the notification. */
  private async settleOrFail(evidence: PaymentEvidence): Promise<string> {
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

/** The order that a notification names; nothing vouches for it. */
function getClaimedOrder(input: unknown): string {
  const { out_trade_no, trade_no } = toObject(input);
  return toText([out_trade_no].flat()[0]) || toText([trade_no].flat()[0]);
}

/** The parameters as they were sent, sorted, so that the same notification is the same text. */
function toQueryText(params: Params): string {
  return new URLSearchParams(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}
