import { Bool, Int, Json, List, ObjectText, Text } from '../fields.js';
import { rpc } from '../rpc.js';

const REQUEST_ID = {
  min: 1,
  max: 200,
  description: 'Chosen by the relay, unique for ever: each operation happens once',
};

/** Names a user's API key: the key itself, or the numbers of its user and key. */
class KeyReference {
  @Text({ optional: true, max: 255, description: 'The API key as the user sent it, with or without sk-' }) key?: string;
  @Int({ optional: true, min: 1, description: 'In place of key' }) user_id?: number;
  @Int({ optional: true, min: 1, description: 'With user_id, if an API key was used' }) api_key_id?: number;
}

export class RelayVerifyRequest {
  @Text({ min: 1, max: 255, description: 'The API key as the user sent it, with or without sk-' }) key: string;
  @Text({ optional: true, max: 255 }) model?: string;
  @Text({ optional: true, max: 64, description: "The user's address" }) ip?: string;
  @Int({ optional: true, min: 0, description: 'Quota that the request is likely to cost' }) estimate?: number;
}

/** One limit that a request must stay within, in quota. */
export class RelayLimit {
  @Text({ description: 'user, user_window, key or key_window' }) scope: string;
  @Int() limit: number;
  @Int() used: number;
  @Int() reserved: number;
  @Int() remaining: number;
  @Int({ optional: true, description: 'Unix seconds at which the window ends' }) resets_at?: number;
}

export class RelayVerified {
  @Int() user_id: number;
  @Text() username: string;
  @Int() role: number;
  @Text({ description: 'The group that the request is priced by' }) group: string;
  @Text() user_group: string;
  @Int() api_key_id: number;
  @Text() api_key_name: string;
  @Int({ description: 'Quota of the user that is neither spent nor reserved' }) available: number;
  @Int({ optional: true, description: 'What the key may still spend; missing if it is unlimited' })
  key_available?: number;
  @Bool() unlimited_quota: boolean;
  @List('string', { description: 'Models that the key may use; empty: all' }) model_limits: string[];
  @Int({ description: 'Unix seconds; -1: never' }) expires_at: number;
  @List(() => RelayLimit) limits: RelayLimit[];
}

export class ReserveRequest extends KeyReference {
  @Text(REQUEST_ID) request_id: string;
  @Int({ min: 0, description: 'Quota' }) amount: number;
  @Text({ optional: true, max: 255 }) model?: string;
  @Text({ optional: true, max: 64 }) group?: string;
  @Text({ optional: true, max: 64, description: "The user's address" }) ip?: string;
  @Int({ optional: true, min: 1, max: 3600, description: 'Seconds until the reservation ends by itself (default 60)' })
  ttl_seconds?: number;
  @Text({ optional: true, max: 200, description: "The relay's own reference, kept on the receipt" }) reference?: string;
}

export class Reserved {
  @Text() request_id: string;
  @Int({ description: 'Quota held for this request' }) reserved: number;
  @Int({ description: 'Quota of the user that is neither spent nor reserved' }) available: number;
  @Int({ optional: true, description: 'What the key may still spend; missing if it is unlimited' })
  key_available?: number;
  @Int({ description: 'Unix seconds' }) expires_at: number;
  @Bool({ description: 'The reservation existed; nothing was done' }) duplicate: boolean;
}

export class ExtendRequest {
  @Text(REQUEST_ID) request_id: string;
  @Int({ min: 1, max: 3600, description: 'Seconds from now' }) ttl_seconds: number;
  @Int({ optional: true, min: 0, description: 'The new total of the reservation, in quota' }) amount?: number;
}

export class ReleaseRequest {
  @Text(REQUEST_ID) request_id: string;
}

export class Released {
  @Int({ description: 'Quota that was freed; 0 if nothing was held' }) released: number;
}

/** The cost of a request to a model. */
export class SettleRequest {
  @Text(REQUEST_ID) request_id: string;
  @Int({ min: 0, description: 'Quota; 0 is counted and logged' }) amount: number;
  @Text({ max: 255, example: 'gpt-4' }) model: string;
  @Int({ optional: true, min: 0 }) prompt_tokens?: number;
  @Int({ optional: true, min: 0 }) completion_tokens?: number;
  @Int({ optional: true, min: 0, description: 'Seconds' }) use_time?: number;
  @Bool({ optional: true }) is_stream?: boolean;
  @Int({ optional: true, min: 0 }) channel_id?: number;
  @Text({ optional: true, max: 64 }) group?: string;
  @Text({ optional: true, max: 2000 }) content?: string;
  @ObjectText({
    optional: true,
    max: 16_384,
    description: 'Text of a JSON object, or empty; shown to the client as it is',
  })
  other?: string;
  @Text({ optional: true, max: 64, description: 'If the user lets it be recorded' }) ip?: string;
  @Text({ optional: true, max: 200, description: "The relay's own reference, kept on the receipt" }) reference?: string;
  @Json({
    optional: true,
    description: 'How the amount was computed (rule, ratios), kept on the receipt; at most 4 kB',
  })
  price?: object;
}

/** A settlement without a reservation. */
export class UsageRecord extends SettleRequest {
  @Text({ optional: true, max: 255, description: 'The API key as the user sent it, with or without sk-' }) key?: string;
  @Int({ optional: true, min: 1, description: 'In place of key' }) user_id?: number;
  @Int({ optional: true, min: 1, description: 'With user_id, if an API key was used' }) api_key_id?: number;
}

export class Settled {
  @Text() request_id: string;
  @Int() transaction_id: number;
  @Int({ description: 'Quota taken from the balance' }) charged: number;
  @Int({ description: 'Quota that the balance lacked: it became debt, or was written off' }) shortfall: number;
  @Int({ description: 'The balance after this settlement' }) balance: number;
  @Int({ optional: true, description: 'What the key may still spend; missing if it is unlimited' })
  key_remaining?: number;
  @Bool({ description: 'It was settled before; nothing was done' }) duplicate: boolean;
}

export class UsageBatch {
  @List('json', {
    max: 1000,
    description:
      'Each as a settlement, with key, or user_id and api_key_id; one that is not valid is refused by itself',
  })
  records: object[];
}

export class UsageResult {
  @Text() request_id: string;
  @Bool() ok: boolean;
  @Text({ optional: true, description: 'Code of the refusal' }) code?: string;
  @Int({ optional: true }) transaction_id?: number;
  @Bool({ optional: true, description: 'It was settled before; nothing was done' }) duplicate?: boolean;
}

export class UsageResults {
  @List(() => UsageResult, { max: 1000 }) results: UsageResult[];
}

export class ReceiptRequest {
  @Text({ min: 1, max: 200 }) request_id: string;
}

/** The state of one request. Times are Unix seconds; a field is missing if its event has not happened. */
export class Receipt {
  @Text() request_id: string;
  @Text({ description: 'reserved, settled, released or expired' }) state: string;
  @Int() user_id: number;
  @Int({ optional: true }) api_key_id?: number;
  @Int({ optional: true, description: 'Quota' }) reserved?: number;
  @Int({ optional: true }) reserved_at?: number;
  @Int({ optional: true }) expires_at?: number;
  @Int({ optional: true, description: 'What the request cost, in quota' }) amount?: number;
  @Int({ optional: true, description: 'Taken from the balance' }) charged?: number;
  @Int({ optional: true }) shortfall?: number;
  @Int({ optional: true, description: 'Part of the shortfall that nobody owes' }) written_off?: number;
  @Int({ optional: true }) balance_after?: number;
  @Int({ optional: true }) transaction_id?: number;
  @Int({ optional: true }) settled_at?: number;
  @Text({ optional: true }) model?: string;
  @Text({ optional: true }) group?: string;
  @Int({ optional: true }) prompt_tokens?: number;
  @Int({ optional: true }) completion_tokens?: number;
  @Int({ optional: true, description: 'Seconds' }) use_time?: number;
  @Bool({ optional: true }) is_stream?: boolean;
  @Json({ optional: true }) price?: object;
  @Text({ optional: true }) reference?: string;
}

const KEY_REFUSALS = [
  'API_KEY_UNKNOWN',
  'API_KEY_DISABLED',
  'API_KEY_EXPIRED',
  'API_KEY_USER_DISABLED',
  'API_KEY_ADDRESS_REFUSED',
  'API_KEY_GROUP_REFUSED',
  'API_KEY_MODEL_REFUSED',
] as const;
const LIMITS = [
  'INSUFFICIENT_QUOTA',
  'API_KEY_QUOTA_EXHAUSTED',
  'API_KEY_BUDGET_EXHAUSTED',
  'USER_BUDGET_EXHAUSTED',
] as const;
const CREDENTIAL = ['RELAY_CREDENTIAL_INVALID', 'RELAY_SCOPE_MISSING', 'RELAY_RATE_LIMITED'] as const;

/** The relay API: relays check API keys, reserve quota and report the cost of calls. */
export const relayRpc = {
  verify: rpc('rpc.billing.relay.verify', RelayVerifyRequest, RelayVerified, {
    access: 'relay',
    errors: [...CREDENTIAL, ...KEY_REFUSALS, ...LIMITS],
    summary: 'Whether an API key may make a call, and what it may spend',
  }),
  reserve: rpc('rpc.billing.relay.reserve', ReserveRequest, Reserved, {
    access: 'relay',
    errors: [
      ...CREDENTIAL,
      ...KEY_REFUSALS,
      ...LIMITS,
      'USAGE_CONFLICT',
      'RESERVATION_ENDED',
      'ACCOUNT_NOT_FOUND',
      'USER_DISABLED',
    ],
    summary: 'Set quota aside for a request that is about to be served',
  }),
  settle: rpc('rpc.billing.relay.settle', SettleRequest, Settled, {
    access: 'relay',
    errors: [...CREDENTIAL, 'USAGE_CONFLICT', 'RESERVATION_UNKNOWN', 'ACCOUNT_NOT_FOUND'],
    summary: 'Charge what a request cost and free the rest of its reservation, exactly once',
  }),
  extend: rpc('rpc.billing.relay.extend', ExtendRequest, Reserved, {
    access: 'relay',
    errors: [...CREDENTIAL, ...LIMITS, 'RESERVATION_UNKNOWN', 'RESERVATION_ENDED', 'ACCOUNT_NOT_FOUND'],
    summary: 'Keep a reservation for longer, or change its amount',
  }),
  release: rpc('rpc.billing.relay.release', ReleaseRequest, Released, {
    access: 'relay',
    errors: [...CREDENTIAL],
    summary: 'Free a reservation whose request failed',
  }),
  usage: rpc('rpc.billing.relay.usage', UsageBatch, UsageResults, {
    access: 'relay',
    errors: [...CREDENTIAL],
    summary: 'Charge up to 1,000 requests that were served without a reservation, each exactly once',
  }),
  receipt: rpc('rpc.billing.relay.receipt', ReceiptRequest, Receipt, {
    access: 'relay',
    errors: [...CREDENTIAL, 'RECEIPT_NOT_FOUND'],
    summary: 'What became of one request',
  }),
  ownReceipt: rpc('rpc.billing.receipt.read', ReceiptRequest, Receipt, {
    access: 'user',
    errors: ['RECEIPT_NOT_FOUND'],
    summary: 'What became of one of your requests',
  }),
};
