import { Bool, Int, List, Text } from '../fields.js';
import { LIST_ZONE, ListRequest, NEXT_CURSOR } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** A code that gives quota to the first user who redeems it. */
export class Redemption {
  @Int({ example: 4 }) id: number;
  @Int({ example: 7, description: 'Who made it' }) user_id: number;
  @Text({ example: 'eb91d92c5d57404c9e814d268e7ce0ca' }) key: string;
  @Int({ example: 1, description: '1 unused, 2 disabled, 3 used' }) status: number;
  @Text({ example: '活动码' }) name: string;
  @Int({ example: 100_000 }) quota: number;
  @Int({ description: 'Unix seconds' }) created_time: number;
  @Int({ description: 'Unix seconds; 0: not yet' }) redeemed_time: number;
  @Int({ description: 'Always 0; kept for clients' }) count: number;
  @Int({ description: '0: nobody' }) used_user_id: number;
  @Text({ nullable: true, description: 'Always null: deleted codes are not shown' }) DeletedAt: string | null;
  @Int({ description: 'Unix seconds; 0: never' }) expired_time: number;
  @Int({ description: 'The codes that were made together' }) batch_id: number;
  @Text({ example: 'done', description: 'done; pending: cannot be redeemed before an approval; rejected: never' })
  approval: string;
}

export class RedeemRequest {
  @Text({ max: 64, example: 'eb91d92c5d57404c9e814d268e7ce0ca' }) key: string;
}

export class Redeemed {
  @Int({ example: 100_000, description: 'Quota credited' }) quota: number;
}

export class ListRedemptions extends ListRequest {
  @Text({
    optional: true,
    oneOf: ['', '1', '2', '3', 'expired'],
    description: '1 unused and not expired, 2 disabled, 3 used; expired: unused, but too late',
  })
  status?: string;
  @Text({ optional: true, min: 1, max: 64, description: 'The whole key; spaces around it do not count' }) key?: string;
  @Int({ optional: true, min: 1, description: 'Redeemed by this user' }) used_user_id?: number;
  @Text({ optional: true, min: 1, max: 255, description: 'Redeemed by the user of this name' }) used_username?: string;
  @Int({ optional: true, min: 1, description: 'Made by this administrator' }) user_id?: number;
  @Int({ optional: true, min: 1, description: 'Made together' }) batch_id?: number;
}

export class SearchRedemptions extends ListRedemptions {
  @Text({ optional: true, description: 'Id, the whole key, or how the name begins' }) keyword?: string;
}

export class RedemptionPage {
  @List(() => Redemption) items: Redemption[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int() page_size: number;
  @Bool({ description: 'More than 100,000: the total is not counted further' }) total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

export class RedemptionId {
  @Int() id: number;
}

export class CreateRedemptions {
  @Text({ max: 1000, example: '活动码', description: '1 to 20 characters' }) name: string;
  @Int({ example: 1, description: '1 to 100' }) count: number;
  @Int({ example: 100_000, description: 'Above 0' }) quota: number;
  @Int({ optional: true, example: 0, description: 'Unix seconds; 0: never' }) expired_time?: number;
}

export class CreatedRedemptions {
  @List('string', { max: 100 }) keys: string[];
  @Int({ optional: true, description: 'The batch waits for this approval' }) approval_id?: number;
}

export class UpdateRedemption {
  @Int() id: number;
  @Text({ optional: true, max: 1000 }) name?: string;
  @Int({ optional: true }) quota?: number;
  @Int({ optional: true }) expired_time?: number;
  @Int({ optional: true, description: '1 or 2; read with status_only alone' }) status?: number;
  @Text({ optional: true, description: 'Anything: change the status and nothing else' }) status_only?: string;
}

export class DeletedRedemptions {
  @Int() count: number;
}

export class ExportRedemptions {
  @Text(LIST_ZONE) tz?: string;
  @Int({ description: 'The codes that were made together' }) batch_id: number;
}

/** At most 100: a batch has no more. */
export class RedemptionBatch {
  @List(() => Redemption, { max: 100 }) items: Redemption[];
}

/** Redemption codes: made and kept by administrators, redeemed once by a user. */
export const redemptionsRpc = {
  redeem: rpc('rpc.billing.redemption.redeem', RedeemRequest, Redeemed, {
    access: 'user',
    limit: 'critical',
    idempotent: true,
    errors: ['REDEMPTION_INVALID', 'REDEMPTION_OWN', 'REDEMPTION_PENDING', 'ACCOUNT_NOT_FOUND', 'QUOTA_OUT_OF_RANGE'],
    summary: 'Redeem a code',
  }),
  list: rpc('rpc.billing.redemption.list', ListRedemptions, RedemptionPage, {
    access: 'admin',
    permission: 'redemption.read',
    work: 'costly',
    summary: 'Redemption codes',
  }),
  search: rpc('rpc.billing.redemption.search', SearchRedemptions, RedemptionPage, {
    access: 'admin',
    permission: 'redemption.read',
    work: 'costly',
    summary: 'Redemption codes by id or name',
  }),
  get: rpc('rpc.billing.redemption.get', RedemptionId, Redemption, {
    access: 'admin',
    permission: 'redemption.read',
    errors: ['REDEMPTION_NOT_FOUND'],
    summary: 'One redemption code',
  }),
  create: rpc('rpc.billing.redemption.create', CreateRedemptions, CreatedRedemptions, {
    access: 'admin',
    permission: 'redemption.write',
    stepUp: true,
    idempotent: true,
    errors: [
      'REDEMPTION_NAME',
      'REDEMPTION_COUNT_LOW',
      'REDEMPTION_COUNT_HIGH',
      'REDEMPTION_QUOTA',
      'REDEMPTION_EXPIRY',
      'GRANT_CEILING',
      'APPROVAL_PENDING',
    ],
    summary: 'Make redemption codes',
  }),
  update: rpc('rpc.billing.redemption.update', UpdateRedemption, Redemption, {
    access: 'admin',
    permission: 'redemption.write',
    stepUp: true,
    errors: [
      'REDEMPTION_NOT_FOUND',
      'REDEMPTION_SPENT',
      'REDEMPTION_STATUS',
      'REDEMPTION_NAME',
      'REDEMPTION_QUOTA',
      'REDEMPTION_EXPIRY',
      'GRANT_CEILING',
      'GRANT_ABOVE_THRESHOLD',
    ],
    summary: 'Change a redemption code, or only its status',
  }),
  deleteInvalid: rpc('rpc.billing.redemption.delete_invalid', Nothing, DeletedRedemptions, {
    access: 'admin',
    permission: 'redemption.write',
    stepUp: true,
    summary: 'Delete codes that are used, disabled or expired',
  }),
  delete: rpc('rpc.billing.redemption.delete', RedemptionId, Nothing, {
    access: 'admin',
    permission: 'redemption.write',
    stepUp: true,
    errors: ['REDEMPTION_NOT_FOUND'],
    summary: 'Delete a redemption code',
  }),
  export: rpc('rpc.billing.redemption.export', ExportRedemptions, RedemptionBatch, {
    access: 'admin',
    permission: 'redemption.read',
    errors: ['REDEMPTION_NOT_FOUND'],
    summary: 'The codes of a batch, as CSV',
  }),
};
