import { Bool, Int, List, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** The types of events that endpoints may ask for. */
export const WEBHOOK_EVENTS = [
  'user.created',
  'user.disabled',
  'user.deleted',
  'order.paid',
  'order.refunded',
  'order.quarantined',
  'quota.low',
  'quota.exhausted',
  'api_key.exhausted',
  'ledger.alarm',
] as const;

const URL_FIELD = { min: 1, max: 2048, example: 'https://example.com/hooks/tollgate' } as const;
const EVENTS_FIELD = { max: WEBHOOK_EVENTS.length, description: WEBHOOK_EVENTS.join(', ') } as const;

/** An endpoint of webhooks, without its secret. Times are Unix seconds. */
export class WebhookView {
  @Int() id: number;
  @Text() url: string;
  @Text() description: string;
  @List('string') events: string[];
  @Bool({ description: 'Disabled endpoints get no events' }) enabled: boolean;
  @Int({ optional: true, description: 'Since then every delivery failed' }) failing_since?: number;
  @Int({ optional: true, description: 'Until then the secret before the rotation signs, too' }) previous_until?: number;
  @Int() created_time: number;
}

export class WebhookList {
  @List(() => WebhookView) webhooks: WebhookView[];
}

export class CreateWebhookRequest {
  @Text(URL_FIELD) url: string;
  @List('string', EVENTS_FIELD) events: string[];
  @Text({ optional: true, max: 200 }) description?: string;
}

/** A field that is left out stays as it is. */
export class UpdateWebhookRequest {
  @Int({ min: 1 }) id: number;
  @Text({ ...URL_FIELD, optional: true }) url?: string;
  @List('string', { ...EVENTS_FIELD, optional: true }) events?: string[];
  @Text({ optional: true, max: 200 }) description?: string;
  @Bool({ optional: true, description: 'true also ends the count of failures' }) enabled?: boolean;
}

export class RotateWebhookRequest {
  @Int({ min: 1 }) id: number;
  @Int({
    optional: true,
    min: 0,
    max: 604_800,
    description: 'Seconds for which the old secret signs, too (default 86400)',
  })
  overlap_seconds?: number;
}

export class WebhookId {
  @Int({ min: 1 }) id: number;
}

export class NewWebhook {
  @Int() id: number;
  @Text({
    description: 'Shown once, in the form of Standard Webhooks',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  secret: string;
}

export class ListDeliveriesRequest extends PageRequest {
  @Int({ min: 1, description: 'Id of the endpoint' }) id: number;
}

/** One event for one endpoint. */
export class WebhookDeliveryView {
  @Int() id: number;
  @Text({ description: 'The webhook-id of every attempt', example: 'evt_42' }) event_id: string;
  @Text({ example: 'order.paid' }) type: string;
  @Text({ description: 'pending, delivered or parked' }) state: string;
  @Int() attempts: number;
  @Int({ optional: true, description: 'HTTP status of the last answer' }) status?: number;
  @Text() error: string;
  @Int({ description: 'When the event happened, in Unix seconds' }) created_time: number;
  @Int({ optional: true }) attempted_time?: number;
}

export class WebhookDeliveries {
  @List(() => WebhookDeliveryView) items: WebhookDeliveryView[];
  @Int() total: number;
  @Int() page: number;
  @Int() page_size: number;
}

export class ResendRequest {
  @Int({ min: 1, description: 'Id of the endpoint' }) id: number;
  @Int({ min: 1 }) delivery_id: number;
}

/** Webhooks to other systems, which root administers. */
export const webhooksRpc = {
  list: rpc('rpc.admin.webhook.list', Nothing, WebhookList, { access: 'root', summary: 'The endpoints of webhooks' }),
  create: rpc('rpc.admin.webhook.create', CreateWebhookRequest, NewWebhook, {
    access: 'root',
    stepUp: true,
    errors: ['INVALID_VALUE'],
    summary: 'Register an endpoint; its secret is answered once',
  }),
  update: rpc('rpc.admin.webhook.update', UpdateWebhookRequest, Nothing, {
    access: 'root',
    stepUp: true,
    errors: ['INVALID_VALUE', 'WEBHOOK_NOT_FOUND'],
    summary: 'Change, disable or enable an endpoint',
  }),
  rotate: rpc('rpc.admin.webhook.rotate', RotateWebhookRequest, NewWebhook, {
    access: 'root',
    stepUp: true,
    errors: ['WEBHOOK_NOT_FOUND'],
    summary: 'Replace the secret of an endpoint; for a while both sign',
  }),
  remove: rpc('rpc.admin.webhook.remove', WebhookId, Nothing, {
    access: 'root',
    stepUp: true,
    errors: ['WEBHOOK_NOT_FOUND'],
    summary: 'Delete an endpoint and the list of its deliveries',
  }),
  deliveries: rpc('rpc.admin.webhook.deliveries', ListDeliveriesRequest, WebhookDeliveries, {
    access: 'root',
    summary: 'The deliveries to an endpoint, newest first',
  }),
  resend: rpc('rpc.admin.webhook.resend', ResendRequest, Nothing, {
    access: 'root',
    stepUp: true,
    errors: ['WEBHOOK_NOT_FOUND'],
    summary: 'Send a delivery again',
  }),
};
