import type { Finding } from '../settlements/finding.js';
import { parseLossless, type Plain, toObject } from '../settlements/json.js';
import { buildEvidence, parseMoney } from './epay-evidence.js';

/** The facts with which an answer to an order query must agree. */
export interface QueriedOrder {
  readonly tradeNo: string;
  readonly pid: string;
}

type State = 'paid' | 'unpaid' | 'closed';

/** The values of `trade_status` whose meaning is known. Every other value is unclear. */
const TRADE_STATES: Readonly<Record<string, State>> = {
  TRADE_SUCCESS: 'paid',
  TRADE_FINISHED: 'paid',
  WAITING: 'unpaid',
  WAIT_BUYER_PAY: 'unpaid',
  TRADE_PENDING: 'unpaid',
  TRADE_CLOSED: 'closed',
};
/** `status` carries a number, or one of the values of `trade_status`. */
const STATES: Readonly<Record<string, State>> = { ...TRADE_STATES, 0: 'unpaid', 1: 'paid' };
/** The values of `code` that mean: the gateway knows the order and describes it. */
const ANSWERED = new Set(['1', '200']);
/** Other names that gateways give the state of a payment, without `_` and in lower case. */
const STATE_NAME = /^(trade|order|pay|payment)(status|state)$/;

/** Levels of objects and lists that are looked through. */
const MAX_DEPTH = 32;

/** Messages that mean "there is no such order". Only the whole text counts: others name a missing merchant in similar words. */
const NO_SUCH_ORDER = [
  /^(该|此)?(商户|系统)?(订单|交易)(编?号)?不存在[。.!！]?$/,
  /^(没有|未)(找|查|查询)到(该|此)?(订单|交易)[。.!！]?$/,
  /^(the )?(order|trade|out_trade_no)( number| no\.?| id)? (does )?(not|n't) (exists?|found)[.!]?$/i,
  /^(no such (order|trade)|(ORDER|TRADE)_NOT_EXIST|ORDERNOTEXIST|ACQ\.TRADE_NOT_EXIST)[.!]?$/i,
];

/** One field as the answer holds it at its top and under `data`. */
interface Field {
  readonly present: boolean;
  /** Undefined if the value is not text, or if the two places differ. */
  readonly text: string | undefined;
}

/**
 * Judges the answer to `api.php?act=order`. Only a known paid form is `paid` and only a known unpaid form is `unpaid`,
 * `failed` or `expired`; everything else is `unclear`. Gateways put the fields at the top or under `data`, and send numbers as
 * numbers or text. If `trade_status` is present it decides, and `status` is not looked at.
 */
export function parseAnswer(body: Buffer, order: QueriedOrder, secret: string): Finding {
  const parsed = parseLossless(body);
  const answer = toObject(parsed);
  if (answer.code === undefined) return unclear('the answer of Epay cannot be read');
  const parts = [answer, toObject(answer.data)];
  const message = getMessage(parts, secret);
  const state = getState(parts);
  const noSuchOrder = NO_SUCH_ORDER.some((pattern) => pattern.test(message));
  if (!ANSWERED.has(toText(answer.code) ?? '')) {
    if (noSuchOrder && state === undefined) return { state: 'unpaid' };
    return unclear(`Epay refuses the query: code ${toText(answer.code) ?? 'unreadable'}, ${message || 'no message'}`);
  }
  if (noSuchOrder) return unclear(`Epay answers the query and reports: ${message}`);
  const foreign = getForeignField(parts, order);
  if (foreign) return unclear(`Epay answers for another order: ${foreign}`);
  switch (state) {
    case 'paid':
      return judgePaid(parsed, parts, order);
    case 'unpaid':
      return { state: 'unpaid' };
    case 'closed':
      return { state: 'failed' };
    default:
      return unclear(`Epay reports a state that is not known: ${state ?? 'none'}`.slice(0, 200));
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}

/** The state of the payment, the text of an unknown state, or undefined if the answer has none. */
function getState(parts: readonly Plain[]): string | undefined {
  const tradeStatus = getField(parts, 'trade_status');
  if (tradeStatus.present) {
    const text = tradeStatus.text ?? 'unreadable';
    return own(TRADE_STATES, text) ?? `trade_status ${text}`;
  }
  const status = getField(parts, 'status');
  if (!status.present) return undefined;
  const text = status.text ?? 'unreadable';
  return own(STATES, text) ?? `status ${text}`;
}

/** A paid form is taken only if nothing else in the answer contradicts it and if it carries a sum. */
function judgePaid(answer: unknown, parts: readonly Plain[], order: QueriedOrder): Finding {
  const contradiction = findContradiction(answer);
  if (contradiction) return unclear(`Epay reports the order as paid and also ${contradiction}`);
  if (getField(parts, 'out_trade_no').text === undefined)
    return unclear('Epay answers without the number of the order');
  const money = getField(parts, 'money');
  const sum = parseMoney(money.text);
  if (sum === undefined) {
    return unclear(`Epay reports the order as paid without a readable sum: ${(money.text ?? 'none').slice(0, 40)}`);
  }
  const tradeNo = getField(parts, 'trade_no').text ?? '';
  const params = {
    out_trade_no: order.tradeNo,
    // a number with an exponent was rounded by the gateway, so it is not the number of the payment
    trade_no: /^\d+(\.\d*)?[eE]/.test(tradeNo) ? '' : tradeNo,
    money: sum,
    type: getField(parts, 'type').text ?? '',
    trade_status: 'asked',
  };
  return { state: 'paid', evidence: buildEvidence(params, order.pid, null) };
}

/** A field of the answer that names another order or merchant. An absent one names none. */
function getForeignField(parts: readonly Plain[], order: QueriedOrder): string | undefined {
  const expected = [
    ['out_trade_no', order.tradeNo],
    ['pid', order.pid],
  ] as const;
  for (const [name, value] of expected) {
    const field = getField(parts, name);
    if (field.present && field.text !== value) return `${name} ${(field.text ?? 'unreadable').slice(0, 64)}`;
  }
  return undefined;
}

/** A state that is not paid, or a refund, anywhere in the answer and under any of the names that gateways use. */
function findContradiction(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return 'more levels than an answer has';
  for (const [name, inner] of Object.entries(value)) {
    const text = toText(inner);
    const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
    // a trade_status has no numbers, wherever it is
    const states = plain === 'tradestatus' ? TRADE_STATES : STATES;
    const isPaid = text !== undefined && own(states, text) === 'paid';
    if (STATE_NAME.test(plain) && !isPaid) return `${name} ${(text ?? 'unreadable').slice(0, 40)}`;
    if (plain.startsWith('refund') && !isNothing(inner)) return `${name} ${(text ?? 'unreadable').slice(0, 40)}`;
    const deeper = findContradiction(inner, depth + 1);
    if (deeper) return deeper;
  }
  return undefined;
}

/** Null, false, empty, or a zero. */
function isNothing(value: unknown): boolean {
  return value === null || value === false || /^(0(\.0*)?)?$/.test(toText(value) ?? '1');
}

/** A field at the top and under `data`. Null and empty text count as absent, but not in the two fields that hold the state. */
function getField(parts: readonly Plain[], name: string): Field {
  const holdsState = name === 'trade_status' || name === 'status';
  const values = parts.filter((part) => Object.hasOwn(part, name)).map((part) => part[name]);
  const present = values.filter((value) => holdsState || (value !== null && value !== ''));
  const texts = new Set(present.map(toText));
  return { present: present.length > 0, text: texts.size === 1 ? [...texts][0] : undefined };
}

/** The gateway's message, without control characters and without the merchant key, which some gateways repeat. */
function getMessage(parts: readonly Plain[], secret: string): string {
  const texts = ['msg', 'message', 'error'].map((name) => getField(parts, name).text ?? '');
  const text = (texts.find((one) => one !== '') ?? '').replaceAll(/\p{C}+/gu, ' ').trim();
  return (secret === '' ? text : text.replaceAll(secret, '***')).slice(0, 200);
}

/** Text, or a number as it is written; undefined for anything else. */
function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
