import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { Records } from '@tollgate/audit-log';
import { AppError, type Identity, Nothing, Role } from '@tollgate/contracts';
import {
  type CreateWebhookRequest,
  type ListDeliveriesRequest,
  type NewWebhook,
  type ResendRequest,
  type RotateWebhookRequest,
  type UpdateWebhookRequest,
  WEBHOOK_EVENTS,
  type WebhookDeliveries,
  type WebhookId,
  type WebhookList,
} from '@tollgate/contracts/admin/webhooks';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { DeliveriesRepository } from './deliveries.repository.js';
import { newWebhookSecret } from './signature.js';
import { deliverWebhook, placeOf } from './webhook-deliveries.js';
import { WebhooksRepository } from './webhooks.repository.js';

type Context = RequestContext<Identity>;

const OVERLAP_SECONDS = 86_400;
const KNOWN: readonly string[] = WEBHOOK_EVENTS;

/** Root registers, changes and watches the endpoints of webhooks. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly webhooks: WebhooksRepository,
    private readonly sent: DeliveriesRepository,
    private readonly records: Records,
    private readonly jobs: Jobs,
    private readonly secrets: Secrets,
  ) {}

  async list(): Promise<WebhookList> {
    return { webhooks: await this.webhooks.list() };
  }

  /** @throws AppError INVALID_VALUE with the name of the field */
  async create({ url, events, description = '' }: CreateWebhookRequest, context: Context): Promise<NewWebhook> {
    checkUrl(url);
    checkEvents(events);
    const secret = newWebhookSecret();
    const id = await this.change(context, async (tx) => {
      const endpoint = { url, events: [...new Set(events)], description };
      const made = await this.webhooks.insert(tx, endpoint, (of) => this.secrets.seal(secret, placeOf(of)));
      await this.audit(tx, context, 'webhook.create', made, { url: withoutQuery(url), events });
      return made;
    });
    return { id, secret };
  }

  /** @throws AppError INVALID_VALUE with the name of the field, WEBHOOK_NOT_FOUND */
  async update({ id, ...change }: UpdateWebhookRequest, context: Context): Promise<Nothing> {
    if (change.url !== undefined) checkUrl(change.url);
    if (change.events !== undefined) checkEvents(change.events);
    await this.change(context, async (tx) => {
      if (!(await this.webhooks.update(tx, id, change))) throw new AppError('WEBHOOK_NOT_FOUND');
      const url = change.url === undefined ? undefined : withoutQuery(change.url);
      await this.audit(tx, context, 'webhook.update', id, { ...change, url });
    });
    return new Nothing();
  }

  /** @throws AppError WEBHOOK_NOT_FOUND */
  async rotate({ id, overlap_seconds: overlap = OVERLAP_SECONDS }: RotateWebhookRequest, context: Context) {
    const secret = newWebhookSecret();
    await this.change(context, async (tx) => {
      const done = await this.webhooks.rotate(tx, id, this.secrets.seal(secret, placeOf(id)), overlap);
      if (!done) throw new AppError('WEBHOOK_NOT_FOUND');
      await this.audit(tx, context, 'webhook.rotate', id, { overlap_seconds: overlap });
    });
    return { id, secret };
  }

  /** @throws AppError WEBHOOK_NOT_FOUND */
  async remove({ id }: WebhookId, context: Context): Promise<Nothing> {
    await this.change(context, async (tx) => {
      if (!(await this.webhooks.remove(tx, id))) throw new AppError('WEBHOOK_NOT_FOUND');
      await this.audit(tx, context, 'webhook.remove', id, {});
    });
    return new Nothing();
  }

  async deliveries({ id, p, page_size: size }: ListDeliveriesRequest): Promise<WebhookDeliveries> {
    return { ...(await this.sent.page(id, size, (p - 1) * size)), page: p, page_size: size };
  }

  /** Sends a delivery again, also one that was delivered. @throws AppError WEBHOOK_NOT_FOUND */
  async resend({ id, delivery_id: deliveryId }: ResendRequest, context: Context): Promise<Nothing> {
    await this.change(context, async (tx) => {
      if (!(await this.sent.reopen(tx, deliveryId, id))) throw new AppError('WEBHOOK_NOT_FOUND');
      await this.jobs.add(tx, deliverWebhook, { deliveryId }, { requestId: context.caller.requestId });
      await this.audit(tx, context, 'webhook.resend', id, { delivery_id: deliveryId });
    });
    return new Nothing();
  }

  private change<T>(context: Context, write: (tx: Tx) => Promise<T>): Promise<T> {
    return this.work.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      return write(tx);
    });
  }

  private audit(
    tx: Tx,
    { identity: actor, caller }: Context,
    action: `${string}.${string}`,
    id: number,
    after: object,
  ) {
    return this.records.audit(tx, { actor, action, target: { type: 'webhook', id }, after, caller });
  }
}

/** @throws AppError INVALID_VALUE. Where the name leads to is checked at each delivery. */
function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain) throw new AppError('INVALID_VALUE', { field: 'url' });
}

/** @throws AppError INVALID_VALUE */
function checkEvents(events: readonly string[]): void {
  if (events.length === 0 || events.some((event) => !KNOWN.includes(event))) {
    throw new AppError('INVALID_VALUE', { field: 'events' });
  }
}

/** The query of an address may hold a token of the receiver, which must not be kept in the audit trail. */
function withoutQuery(text: string): string {
  const url = new URL(text);
  return `${url.origin}${url.pathname}`;
}
