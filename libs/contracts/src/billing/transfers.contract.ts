import { Int } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class TransferRequest {
  @Int({ example: 500_000, description: 'At least one unit (`QuotaPerUnit`)' }) quota: number;
}

/** A transfer of affiliate quota to the user's own balance. */
export const transfersRpc = {
  create: rpc('rpc.billing.transfer.create', TransferRequest, Nothing, {
    access: 'user',
    stepUp: true,
    idempotent: true,
    errors: ['TRANSFER_TOO_SMALL', 'AFF_QUOTA_INSUFFICIENT', 'QUOTA_OUT_OF_RANGE'],
    summary: 'Transfer affiliate quota to the balance',
  }),
};
