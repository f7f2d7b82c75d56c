import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { UnitOfWork } from '@tollgate/platform/db';
import { job, Jobs, type JobRun, Runs } from '@tollgate/platform/jobs';
import { Log } from '@tollgate/platform/log';
import { OutboundRefused, sendOutbound } from '@tollgate/platform/outbound';
import { Secrets } from '@tollgate/platform/secrets';
import { DeliveriesRepository, type DeliveryRow } from './deliveries.repository.js';
import { signWebhook } from './signature.js';

/** `platform.emit` adds these jobs. Their pauses grow to 6 hours, and the last try is about three days after the first. */
export const deliverWebhook = job<{ deliveryId: number }>('webhook.deliver', { attempts: 21 });
export const sweepWebhooks = job<object>('webhook.sweep', { attempts: 1 });
const notifyRoot = job<object>('mail.notice');

/** An endpoint that only fails for so long is disabled. */
const PATIENCE_SECONDS = 86_400;
const SWEEP_BATCH = 5000;

/** Where the sealed secret of an endpoint is kept. */
export const placeOf = (id: number) => `admin.webhook_endpoints.sealed:${id}`;

/** Sends events to their endpoints, at least once, under an id that stays the same. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly work: UnitOfWork,
    private readonly jobs: Jobs,
    private readonly options: Options,
    private readonly secrets: Secrets,
    private readonly log: Log,
  ) {}

  /** @throws Error if the endpoint did not accept the event, so that the job is tried again */
  @Runs(deliverWebhook)
  async deliver({ deliveryId }: { deliveryId: number }, { isLast }: JobRun): Promise<void> {
    const delivery = await this.repository.get(deliveryId);
    if (delivery?.state !== 'pending') return;
    if (delivery.disabled) {
      return this.repository.note(deliveryId, { state: 'parked', status: null, error: 'the endpoint is disabled' });
    }
    const { status, error } = await this.send(delivery);
    if (error === '') {
      await this.repository.note(deliveryId, { state: 'delivered', status, error });
      await this.repository.succeeded(delivery.endpoint_id);
      return;
    }
    await this.repository.note(deliveryId, { state: isLast ? 'parked' : 'pending', status, error });
    await this.fail(delivery);
    if (!isLast) throw new Error(`the webhook was not accepted: ${error}`);
  }

  /** Deletes what is too old to be sent again. */
  @Runs(sweepWebhooks, { cron: '17 3 * * *' })
  async sweep(): Promise<void> {
    while ((await this.repository.sweep(SWEEP_BATCH)) === SWEEP_BATCH);
  }

  private async send(delivery: DeliveryRow): Promise<{ status: number | null; error: string }> {
    const body = JSON.stringify({
      type: delivery.type,
      timestamp: delivery.created_at.toISOString(),
      data: delivery.data,
    });
    const place = placeOf(delivery.endpoint_id);
    const sealed = [delivery.sealed, ...(delivery.previous_sealed ? [delivery.previous_sealed] : [])];
    const secrets = sealed.map((secret) => this.secrets.open(secret, place));
    const headers = {
      ...signWebhook(`evt_${delivery.event_id}`, Math.floor(Date.now() / 1000), body, secrets),
      'content-type': 'application/json',
      'user-agent': 'Tollgate-Webhooks/1',
    };
    const rules = { allowPrivate: this.options.get('WebhookAllowPrivateAddresses') };
    try {
      const status = await sendOutbound(delivery.url, { method: 'POST', headers, body }, rules);
      return { status, error: status >= 200 && status < 300 ? '' : `answered ${status}` };
    } catch (error) {
      return { status: null, error: error instanceof OutboundRefused ? error.message : describe(error) };
    }
  }

  private async fail({ endpoint_id: endpointId }: DeliveryRow): Promise<void> {
    await this.work.run(async (tx) => {
      if (!(await this.repository.failed(tx, endpointId, PATIENCE_SECONDS))) return;
      this.log.warn('a webhook endpoint was disabled, because every delivery of a day failed', {
        targetId: endpointId,
      });
      const root = await this.repository.findRoot(tx);
      const letter = { kind: 'webhook_disabled', detail: `#${endpointId}`, time: formatTime(new Date()) };
      if (root !== undefined) await this.jobs.add(tx, notifyRoot, { userId: root, letter, locale: 'en' });
    });
  }
}

/** The code of a connection's error (ECONNREFUSED), because its text may name internal addresses. */
function describe(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  return `no answer: ${code ?? name ?? 'unknown'}`;
}

function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
