import type { Identity } from '@tollgate/contracts';
import { makeUser } from '@tollgate/testing/accounts';
import type { TestDatabase } from '@tollgate/testing/database';
import { notification } from '@tollgate/testing/payments';
import { parseAnswer } from '../../epay/epay-answer.js';
import { buildNotification, type RecordedCase, replaceInBytes } from '../cases.js';
import { encode, mutateObject } from '../mutations.js';
import { EPAY_KEY, epayOrder, getOrder, getQuota, type Payments } from '../payments.js';
import type { Random } from '../random.js';
import { decode, type Mutated } from './read.js';

const RECORDED_ORDER = 'USR7NOcaseno1795365812';
const PAID = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED']);
const NOT_PAID = /WAITING|WAIT_BUYER_PAY|TRADE_PENDING|TRADE_CLOSED/;
/** The keys in force, the newest first, and one that was never set. */
export const EPAY_KEYS = ['NEWKEY00', EPAY_KEY] as const;
const STRANGER = 'STRANGER';

/** Answers and notifications of Epay, about one order until it is credited or shows a reason. */
export class MutatedEpay {
  private user!: Identity;
  private order!: Awaited<ReturnType<typeof epayOrder>>;
  private credits = 0;

  constructor(
    private readonly db: TestDatabase,
    private readonly payments: Payments,
    private readonly random: Random,
    private readonly recorded: { readonly queries: RecordedCase[]; readonly notifications: RecordedCase[] },
  ) {}

  get kinds(): Mutated[] {
    const getCredits = () => this.credits;
    return [
      { name: 'answers of Epay', tryOne: () => this.tryAnswer(), getCredits },
      { name: 'notifications of Epay', tryOne: () => this.tryNotification(), getCredits },
    ];
  }

  /** A new order of a new user, because a user has a bounded number of open orders. */
  async begin(): Promise<void> {
    this.user = await makeUser(this.db);
    this.order = await epayOrder(this.payments, this.user);
  }

  private async tryAnswer(): Promise<string | undefined> {
    const { order } = this;
    const bytes = this.mutateAnswer(this.random.pick(this.recorded.queries));
    const finding = parseAnswer(bytes, { tradeNo: order.tradeNo, pid: '1001' }, EPAY_KEY);
    const shown = decode(bytes);
    if (finding.state === 'unclear') return finding.why === '' ? `unclear without a reason: ${shown}` : undefined;
    if (finding.state !== 'paid') {
      const isContradicted = NOT_PAID.test(shown) || !this.isPaidAnswer(bytes);
      return isContradicted ? undefined : `a paid answer is ${finding.state} without a reason: ${shown}`;
    }
    const outcome = await this.payments.settlements.settle(finding.evidence);
    if (outcome !== 'credited') return this.expectReason(outcome, shown);
    const isVerified = this.isPaidAnswer(bytes);
    this.credits += 1;
    await this.begin();
    return isVerified ? undefined : `credited by an answer that is not paid: ${shown}`;
  }

  /** Signed anew or not, by a key in force or by a stranger: only a mutation that is signed again can verify. */
  private async tryNotification(): Promise<string | undefined> {
    const { random } = this;
    const key = random.pick([...EPAY_KEYS, STRANGER]);
    const recorded = buildNotification(random.pick(this.recorded.notifications).bytes, this.order.tradeNo, key);
    const params: Record<string, unknown> = { ...recorded };
    for (let n = random.below(4); n > 0; n -= 1) mutateObject(params, random);
    const isText = Object.values(params).every((value) => typeof value === 'string');
    const isSignedAgain = isText && random.below(2) === 0;
    const sent = isSignedAgain ? notification(withoutSignature(params as Record<string, string>), key) : params;
    const before = await getQuota(this.db, this.user);
    const { answer, credited } = await this.payments.epayCallbacks.notify({ params: sent });
    const shown = JSON.stringify(sent);
    if (credited) {
      const isRight = this.isPaid(sent) && isRightlySigned(sent);
      this.credits += 1;
      await this.begin();
      return isRight ? undefined : `credited by a notification that is not paid: ${shown}`;
    }
    if ((await getQuota(this.db, this.user)) !== before) return `quota without a credit: ${shown}`;
    if (answer === 'success' && PAID.has(String(sent.trade_status))) return `success without a credit: ${shown}`;
    const isVerified = isText && this.isPaid(sent) && isRightlySigned(sent) && hasOneReading(sent as Texts);
    return isVerified ? this.expectReason(answer, shown) : undefined;
  }

  private isPaid(sent: object): boolean {
    const { money, pid, trade_status, out_trade_no, trade_no } = sent as Record<string, string>;
    return (
      PAID.has(trade_status ?? '') &&
      pid === '1001' &&
      Number(money) === 73 &&
      (out_trade_no || trade_no) === this.order.tradeNo
    );
  }

  /** Whether an answer is paid: every state in it is paid, and order and sum agree. */
  private isPaidAnswer(bytes: Buffer): boolean {
    const text = decode(bytes);
    const states = [...text.matchAll(/"trade_status"\s*:\s*("[^"]*"|[^,}\s]+)/g)].map(([, state]) =>
      state?.replaceAll('"', ''),
    );
    const hasState = states.length > 0 || /"status"\s*:\s*"?(1|TRADE_SUCCESS|TRADE_FINISHED)\b/.test(text);
    const sums = [...text.matchAll(/"money"\s*:\s*"?(\d+(?:\.\d+)?)"?\s*[,}]/g)].map(([, sum]) => Number(sum));
    return (
      hasState &&
      states.every((state) => PAID.has(state ?? '')) &&
      /"code"\s*:\s*"?(1|200)"?\s*[,}]/.test(text) &&
      text.includes(`"${this.order.tradeNo}"`) &&
      sums.includes(73)
    );
  }

  /** A recorded answer with up to three mutations, about the order of the moment. */
  private mutateAnswer({ bytes }: RecordedCase): Buffer {
    const text = decode(replaceInBytes(bytes, RECORDED_ORDER, this.order.tradeNo)).trim();
    let answer: Record<string, unknown>;
    try {
      answer = JSON.parse(text) as Record<string, unknown>;
    } catch {
      // a recorded answer that is no JSON is sent as it is
      return bytes;
    }
    for (let n = this.random.below(4); n > 0; n -= 1) mutateObject(answer, this.random);
    return encode(answer, this.random);
  }

  /** A payment that verified and was not credited is visible on its order. */
  private async expectReason(outcome: string, shown: string): Promise<string | undefined> {
    const { stuck_reason } = await getOrder(this.db, this.order.tradeNo);
    await this.begin();
    return stuck_reason === '' ? `${outcome} without a visible reason: ${shown}` : undefined;
  }
}

type Texts = Readonly<Record<string, string>>;

/** Whether the signed text, read back, gives the deciding parameters as they were sent, once each. */
function hasOneReading(sent: Texts): boolean {
  const names = Object.keys(sent);
  if (names.some((name) => /^$|[&=\p{Cc}]/u.test(name))) return false;
  const deciding = ['pid', 'out_trade_no', 'trade_no', 'money', 'trade_status', 'type'];
  const pieces = names.flatMap((name) => `${name}=${sent[name]}`.split('&'));
  return deciding.every((name) => {
    const value = sent[name] ?? '';
    const readings = pieces.filter((piece) => piece.startsWith(`${name}=`));
    return value.length <= 255 && !/[&=\p{Cc}]/u.test(value) && readings.length <= 1;
  });
}

function withoutSignature({ sign: _, sign_type: __, ...params }: Record<string, string>): Record<string, string> {
  return params;
}

function isRightlySigned(params: object): boolean {
  const texts = params as Record<string, string>;
  if (!/^(md5)?$/i.test(texts.sign_type ?? '')) return false;
  return EPAY_KEYS.some((key) => notification(withoutSignature(texts), key).sign === texts.sign);
}
