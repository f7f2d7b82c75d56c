import { Bool, Int, ObjectText, Text } from '../fields.js';
import { rpc } from '../rpc.js';

/** The cost of a request to a model. A charge of 0 is counted and logged. */
export class ChargeRequest {
  @Text({ min: 1, max: 200, description: 'Unique to the request for ever: charged once, however often it is sent' })
  request_id: string;
  @Int({ min: 1 }) user_id: number;
  @Int({ optional: true, min: 1, description: 'The API key that was used' }) api_key_id?: number;
  @Int({ min: 0, description: 'Quota' }) amount: number;
  @Text({ example: 'gpt-4' }) model: string;
  @Text({ optional: true, description: 'Name of the API key' }) token_name?: string;
  @Text({ optional: true, max: 64 }) group?: string;
  @Int({ optional: true, min: 0 }) prompt_tokens?: number;
  @Int({ optional: true, min: 0 }) completion_tokens?: number;
  @Int({ optional: true, min: 0, description: 'Seconds' }) use_time?: number;
  @Bool({ optional: true }) is_stream?: boolean;
  @Int({ optional: true, min: 0 }) channel_id?: number;
  @Text({ optional: true, max: 2000 }) content?: string;
  @ObjectText({
    optional: true,
    max: 16_384,
    description: 'Text of a JSON object, or empty; shown to the client as it is',
  })
  other?: string;
  @Text({ optional: true, max: 64, description: 'Where the user lets it be recorded' }) ip?: string;
}

export class Charged {
  @Int() transaction_id: number;
  @Int({ description: 'The quota left after this charge' }) balance: number;
  @Int({ optional: true, description: 'What the API key may still spend; missing where it is unlimited' })
  key_remaining?: number;
  @Bool({ description: 'This request was charged before; nothing was done' }) duplicate: boolean;
}

/** Usage as reported by a relay, which forwards requests to models. */
export const usageRpc = {
  charge: rpc('rpc.billing.usage.charge', ChargeRequest, Charged, {
    access: 'internal',
    errors: [
      'INSUFFICIENT_QUOTA',
      'API_KEY_QUOTA_EXHAUSTED',
      'USAGE_CONFLICT',
      'ACCOUNT_NOT_FOUND',
      'API_KEY_NOT_FOUND',
    ],
    summary: 'Charge the usage of one request, exactly once',
  }),
};
