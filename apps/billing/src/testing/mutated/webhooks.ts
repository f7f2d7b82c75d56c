import { AppError, type Identity } from '@tollgate/contracts';
import type { TestDatabase } from '@tollgate/testing/database';
import type { Finding } from '../../settlements/finding.js';
import { buildOrderRow, type RecordedCase } from '../cases.js';
import { encode, mutateObject } from '../mutations.js';
import { getOrder, getQuota, type Payments } from '../payments.js';
import type { Random } from '../random.js';
import { type WebhookOrder, webhookOrder } from '../webhook-orders.js';
import { decode, type Mutated, readJson } from './read.js';

/** What a provider's messages mean, written a second time. */
export interface WebhookRules {
  readonly provider: 'stripe' | 'creem';
  /** Secrets in force, and one that was never set. */
  readonly secrets: readonly string[];
  readonly stranger: string;
  /** Whether the provider's library signs such bytes: Stripe's signs text, so it reads no byte order mark. */
  readonly isSignable: (body: Buffer) => boolean;
  readonly deliver: (payments: Payments, body: Buffer, secret: string) => Promise<string>;
  readonly ask: (order: ReturnType<typeof buildOrderRow>, body: Buffer) => Promise<Finding>;
  /** Whether the event may credit the order: its state is paid, and it names order and price. */
  readonly mayCredit: (event: unknown, order: WebhookOrder) => boolean;
  readonly mayCreditAnswer: (answer: unknown, order: WebhookOrder) => boolean;
  /** Whether the event reports a payment of the order, rightly or not: it must not pass in silence. */
  readonly claimsPayment: (event: unknown, order: WebhookOrder) => boolean;
  readonly answerClaimsPayment: (answer: unknown) => boolean;
}

/** Events and answers of Stripe or Creem, about one order until it is credited or shows a reason. */
export class MutatedWebhooks {
  private order!: WebhookOrder;
  private credits = 0;

  constructor(
    private readonly db: TestDatabase,
    private readonly payments: Payments,
    private readonly user: Identity,
    private readonly random: Random,
    private readonly rules: WebhookRules,
    private readonly recorded: { readonly queries: RecordedCase[]; readonly notifications: RecordedCase[] },
  ) {}

  get kinds(): Mutated[] {
    const getCredits = () => this.credits;
    return [
      { name: `answers of ${this.rules.provider}`, tryOne: () => this.tryAnswer(), getCredits },
      { name: `events of ${this.rules.provider}`, tryOne: () => this.tryEvent(), getCredits },
    ];
  }

  async begin(): Promise<void> {
    this.order = await webhookOrder(this.db, this.user, this.rules.provider);
  }

  private mutate(recorded: RecordedCase): Buffer {
    const message = readJson(this.order.rewrite(recorded.bytes));
    if (typeof message !== 'object' || message === null) return recorded.bytes;
    for (let n = this.random.below(4); n > 0; n -= 1) mutateObject(message as Record<string, unknown>, this.random);
    return encode(message, this.random);
  }

  private async tryEvent(): Promise<string | undefined> {
    const { rules, order } = this;
    const body = this.mutate(this.random.pick(this.recorded.notifications));
    const secret = this.random.pick([...rules.secrets, ...rules.secrets, rules.stranger]);
    const isSigned = secret !== rules.stranger && rules.isSignable(body);
    const before = await getQuota(this.db, this.user);
    const outcome = await toOutcome(rules.deliver(this.payments, body, secret));
    const gained = (await getQuota(this.db, this.user)) - before;
    const event = readJson(body);
    const shown = `${outcome}: ${decode(body)}`;
    if (outcome === 'credited') {
      this.credits += 1;
      await this.begin();
      const isRight = isSigned && gained === order.quota && rules.mayCredit(event, order);
      return isRight ? undefined : `credited by an event that is not paid, ${shown}`;
    }
    if (gained !== 0) return `quota without a credit, ${shown}`;
    if (!isSigned) return outcome === 'SIGNATURE_INVALID' ? undefined : `taken without a signature, ${shown}`;
    // a delivery that cannot be read is refused, and the provider shows that
    if (outcome === 'CALLBACK_MALFORMED') return undefined;
    return this.expectReason(rules.claimsPayment(event, order), shown);
  }

  private async tryAnswer(): Promise<string | undefined> {
    const { rules, order } = this;
    const body = this.mutate(this.random.pick(this.recorded.queries));
    const facts = { trade_no: order.tradeNo, provider: rules.provider, provider_ref: order.providerRef };
    const finding = await rules.ask(buildOrderRow(facts), body);
    const answer = readJson(body);
    const shown = `${finding.state}: ${decode(body)}`;
    if (finding.state === 'unclear') return finding.why === '' ? `without a reason, ${shown}` : undefined;
    if (finding.state !== 'paid') {
      return rules.answerClaimsPayment(answer) ? `a payment that is not asked about again, ${shown}` : undefined;
    }
    const outcome = await this.payments.settlements.settle(finding.evidence);
    if (outcome !== 'credited') return this.expectReason(true, `${outcome} ${shown}`);
    this.credits += 1;
    await this.begin();
    return rules.mayCreditAnswer(answer, order) ? undefined : `credited by an answer that is not paid, ${shown}`;
  }

  /** What reports a payment and was not credited is visible on its order; then a new order begins. */
  private async expectReason(isExpected: boolean, shown: string): Promise<string | undefined> {
    const { stuck_reason, status } = await getOrder(this.db, this.order.tradeNo);
    if (stuck_reason !== '' || status !== 'pending') await this.begin();
    return isExpected && stuck_reason === '' ? `no visible reason, ${shown}` : undefined;
  }
}

async function toOutcome(delivery: Promise<string>): Promise<string> {
  try {
    return await delivery;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
