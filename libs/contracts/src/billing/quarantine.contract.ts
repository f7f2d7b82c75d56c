import { Bool, Int, List, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** Why a rightly signed callback moved nothing. */
export const QUARANTINE_REASONS = [
  'unknown_order',
  'other_provider',
  'other_merchant',
  'other_sum',
  'other_currency',
  'other_method',
  'other_mode',
  'paid_twice',
  'after_refund',
  'closed_by_import',
  'event_repeated',
  'unclear_state',
  'not_credited',
  'unknown_payment',
  'before_payment',
  'account_gone',
  'refund_failed',
  'malformed',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

export class QuarantineRequest extends PageRequest {
  @Bool({ optional: true, description: 'With those that are resolved' }) all?: boolean;
  @Text({ optional: true, max: 255, description: 'Part of the order number or of the event id' }) keyword?: string;
}

export class QuarantinedEventView {
  @Int() id: number;
  @Text({ example: 'stripe' }) provider: string;
  @Text({ example: 'evt_1NG8Du2eZvKYlo2CUI79vXWy' }) event_id: string;
  @Text({ example: 'checkout.session.completed' }) type: string;
  @Text({ description: 'The order it names, if any' }) trade_no: string;
  @Text({ oneOf: QUARANTINE_REASONS, example: 'other_sum' }) reason: string;
  @Text({ max: 1000, example: 'money 0.01, expected 73.00' }) detail: string;
  @Text({ max: 20_000, description: 'What came, as it came, cut' }) body: string;
  @Int({ description: 'Unix seconds' }) created_time: number;
  @Int({ description: 'Unix seconds; 0: open' }) resolved_time: number;
  @Int({ description: 'The administrator who resolved it; 0: nobody, or it resolved itself' }) resolved_by: number;
  @Text({ max: 1000 }) note: string;
}

export class QuarantinePage {
  @List(() => QuarantinedEventView) items: QuarantinedEventView[];
  @Int() total: number;
  @Int() page: number;
  @Int() page_size: number;
}

export class ResolveRequest {
  @Int({ min: 1 }) id: number;
  @Text({ min: 1, max: 255, example: 'refunded at the provider' }) note: string;
}

export const REFUSED_REASONS = ['signature', 'malformed', 'not_configured'] as const;
export type RefusedReason = (typeof REFUSED_REASONS)[number];

export class RefusedCallbacksRequest {
  @Text({ min: 1, max: 64, example: 'USR2NOqnIrNm1795365813' }) trade_no: string;
}

/** A callback that names an order and did not verify. It moved nothing. */
export class RefusedCallbackView {
  @Text({ example: 'epay' }) provider: string;
  @Text({
    oneOf: REFUSED_REASONS,
    example: 'signature',
    description: 'signature: no valid one; malformed: cannot be read in one way',
  })
  reason: string;
  @Text({ example: '203.0.113.7', description: 'The address that sent it' }) address: string;
  @Text({ max: 20_000, description: 'What came, as it came, cut' }) body: string;
  @Int({ description: 'Unix seconds' }) received_time: number;
}

export class RefusedCallbackList {
  @List(() => RefusedCallbackView, { max: 10 }) items: RefusedCallbackView[];
}

export const quarantineRpc = {
  refused: rpc('rpc.billing.quarantine.refused', RefusedCallbacksRequest, RefusedCallbackList, {
    access: 'admin',
    permission: 'payment.read',
    summary: 'Callbacks that name an order and did not verify, oldest first; at most ten are kept for an order',
  }),
  list: rpc('rpc.billing.quarantine.list', QuarantineRequest, QuarantinePage, {
    access: 'admin',
    permission: 'payment.read',
    summary: 'Rightly signed callbacks that fitted no order, newest first',
  }),
  resolve: rpc('rpc.billing.quarantine.resolve', ResolveRequest, Nothing, {
    access: 'admin',
    permission: 'payment.write',
    stepUp: true,
    errors: ['QUARANTINED_EVENT_NOT_FOUND'],
    summary: 'Mark a quarantined callback as dealt with; credits nothing',
  }),
};
