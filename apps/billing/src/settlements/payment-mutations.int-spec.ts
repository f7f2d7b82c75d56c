import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { notification } from '@tollgate/testing/payments';
import { sized } from '@tollgate/testing/scale';
import { parseAnswer } from '../epay/epay-answer.js';
import { buildNotification, type RecordedCase, readCases, replaceInBytes } from '../testing/cases.js';
import { encode, mutateObject } from '../testing/mutations.js';
import { EPAY_KEY, epayOrder, getOrder, getQuota, type Payments, paymentsPair } from '../testing/payments.js';
import { Random } from '../testing/random.js';

/**
 * Recorded answers and notifications of Epay with fields added, removed, retyped, nested, re-encoded and with other states. No
 * mutation credits an order that does not verify as paid, and every payment that verifies is credited or has a visible reason.
 * The long run is `npm run fuzz -- --payments`.
 */
const TOTAL = Number(process.env.PAYMENT_MUTATIONS ?? sized({ ci: 500, full: 100_000 }));
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_130);
const RECORDED_ORDER = 'USR7NOcaseno1795365812';
const PAID = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED']);
const NOT_PAID = /WAITING|WAIT_BUYER_PAY|TRADE_PENDING|TRADE_CLOSED/;

const cases = (folder: string) => readCases(fileURLToPath(new URL(`../epay/cases/${folder}`, import.meta.url)));
const QUERIES = cases('order-query').filter(({ bytes }) => bytes.toString().trimStart().startsWith('{'));
const NOTIFICATIONS = cases('notification').filter(({ bytes }) => bytes.includes('sign=RIGHT'));

let db: TestDatabase;
let a: Payments;
let close: () => Promise<void>;
let user: Identity;
let order: Awaited<ReturnType<typeof epayOrder>>;
let credits = 0;
beforeAll(async () => {
  ({ db, a, close } = await paymentsPair());
  await begin();
});
afterAll(async () => {
  await close();
});

async function begin(): Promise<void> {
  user = await makeUser(db);
  order = await epayOrder(a, user);
}

/** Whether an answer is paid, found without the product's own parser: every state in it is paid, order and sum agree. */
function isPaidAnswer(bytes: Buffer): boolean {
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
    text.includes(`"${order.tradeNo}"`) &&
    sums.includes(73)
  );
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('utf8');
}

/** A recorded answer with up to three mutations, about the order of the moment. */
function mutateAnswer({ bytes }: RecordedCase, random: Random): Buffer {
  const text = decode(replaceInBytes(bytes, RECORDED_ORDER, order.tradeNo)).trim();
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // a recorded answer that is no JSON is sent as it is
    return bytes;
  }
  for (let n = random.below(4); n > 0; n -= 1) mutateObject(answer, random);
  return encode(answer, random);
}

async function tryAnswer(random: Random): Promise<string | undefined> {
  const bytes = mutateAnswer(random.pick(QUERIES), random);
  const finding = parseAnswer(bytes, { tradeNo: order.tradeNo, pid: '1001' }, EPAY_KEY);
  if (finding.state === 'unclear') return finding.why === '' ? `unclear without a reason: ${decode(bytes)}` : undefined;
  if (finding.state !== 'paid') {
    const contradicted = NOT_PAID.test(decode(bytes)) || !isPaidAnswer(bytes);
    return contradicted ? undefined : `a paid answer is ${finding.state} without a reason: ${decode(bytes)}`;
  }
  const outcome = await a.settlements.settle(finding.evidence);
  if (outcome !== 'credited') return expectReason(outcome, decode(bytes));
  const verified = isPaidAnswer(bytes);
  credits += 1;
  await begin();
  return verified ? undefined : `credited by an answer that is not paid: ${decode(bytes)}`;
}

/** Signed anew or not: only a mutation that is signed again can verify. */
async function tryNotification(random: Random): Promise<string | undefined> {
  const recorded = buildNotification(random.pick(NOTIFICATIONS).bytes, order.tradeNo, EPAY_KEY);
  const params: Record<string, unknown> = { ...recorded };
  for (let n = random.below(4); n > 0; n -= 1) mutateObject(params, random);
  const texts = Object.values(params).every((value) => typeof value === 'string');
  const resigned = texts && random.below(2) === 0;
  const sent = resigned ? notification(withoutSignature(params as Record<string, string>), EPAY_KEY) : params;
  const before = await getQuota(db, user);
  const { answer, credited } = await a.epayCallbacks.notify({ params: sent });
  const { money, pid, trade_status, out_trade_no, trade_no } = sent as Record<string, string>;
  const paid =
    PAID.has(trade_status ?? '') &&
    pid === '1001' &&
    Number(money) === 73 &&
    (out_trade_no || trade_no) === order.tradeNo;
  const shown = JSON.stringify(sent);
  if (credited) {
    const right = paid && isRightlySigned(sent);
    credits += 1;
    await begin();
    return right ? undefined : `credited by a notification that is not paid: ${shown}`;
  }
  if ((await getQuota(db, user)) !== before) return `quota without a credit: ${shown}`;
  if (answer === 'success' && PAID.has(trade_status ?? '')) return `success without a credit: ${shown}`;
  return undefined;
}

function withoutSignature({ sign: _, sign_type: __, ...params }: Record<string, string>): Record<string, string> {
  return params;
}

function isRightlySigned(params: object): boolean {
  const texts = params as Record<string, string>;
  return notification(withoutSignature(texts), EPAY_KEY).sign === texts.sign;
}

/** A payment that verified and was not credited is visible on its order. */
async function expectReason(outcome: string, shown: string): Promise<string | undefined> {
  const { stuck_reason } = await getOrder(db, order.tradeNo);
  await begin();
  return stuck_reason === '' ? `${outcome} without a visible reason: ${shown}` : undefined;
}

it(`credits nothing that does not verify, and hides no payment that does, in ${TOTAL} mutations`, async () => {
  const random = new Random(SEED);
  const faults: string[] = [];
  for (let n = 0; n < TOTAL && faults.length < 5; n += 1) {
    const fault = await (n % 3 === 0 ? tryNotification(random) : tryAnswer(random));
    if (fault) faults.push(`mutation ${n} of seed ${SEED}: ${fault}`);
  }
  expect(faults).toEqual([]);
  expect(credits).toBeGreaterThan(0);
}, 3_600_000);
