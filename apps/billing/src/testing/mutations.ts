import { type Random } from './random.js';

type Json = unknown;
type Plain = Record<string, Json>;

const VALUES: readonly Json[] = [
  0,
  1,
  '0',
  '1',
  200,
  -1,
  -3,
  true,
  false,
  null,
  '',
  '0.01',
  73,
  '73.00',
  73.01,
  '7.3e1',
  1e22,
  [],
  {},
  'TRADE_SUCCESS',
];
const STATES = [
  'TRADE_SUCCESS',
  'TRADE_FINISHED',
  'TRADE_CLOSED',
  'WAITING',
  'WAIT_BUYER_PAY',
  'TRADE_REFUND',
  'NOTPAY',
  'trade_success',
  'paid',
  'unpaid',
  'open',
  'complete',
  'expired',
  'pending',
];
const NAMES = [
  'status',
  'trade_status',
  'tradeStatus',
  'trade_state',
  'pay_status',
  'order_status',
  'code',
  'money',
  'pid',
  'out_trade_no',
  'trade_no',
  'type',
  'data',
  'result',
  'refundmoney',
  'refund_status',
  'attach',
  'endtime',
  'msg',
  '__proto__',
  'payment_status',
  'mode',
  'amount_total',
  'amount_subtotal',
  'currency',
  'order',
];

const isPlain = (value: Json): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** All objects within a value, the value itself first. */
function getObjects(value: Json): Plain[] {
  if (Array.isArray(value)) return value.flatMap(getObjects);
  return isPlain(value) ? [value, ...Object.values(value).flatMap(getObjects)] : [];
}

function define(object: Plain, name: string, value: Json): void {
  Object.defineProperty(object, name, {
    value: structuredClone(value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Changes one thing in an object: a field added, removed, retyped, renamed, nested, lifted, or with another state. */
export function mutateObject(root: Plain, random: Random): void {
  const objects = getObjects(root);
  const object = random.pick(objects) ?? root;
  const names = Object.keys(object);
  const name = random.pick(names) ?? 'status';
  const value = object[name];
  random.pick([
    () => define(object, random.pick(NAMES), random.pick([...VALUES, ...STATES])),
    () => Reflect.deleteProperty(object, name),
    () => define(object, name, random.pick(VALUES)),
    () => define(object, name, random.pick(STATES)),
    () => define(object, name, typeof value === 'number' ? String(value) : Number(value)),
    () => define(object, name, random.pick([[value], { value }, { [name]: value }, JSON.stringify(value)])),
    () => (Reflect.deleteProperty(object, name), define(object, random.pick(NAMES), value)),
    () => {
      const inner = { ...object };
      for (const key of names) Reflect.deleteProperty(object, key);
      define(object, random.pick(['data', 'result', 'order', 'trade']), inner);
      if (random.below(2) === 0 && 'code' in inner) define(object, 'code', inner.code);
    },
    () => {
      const data = root.data;
      if (isPlain(data)) for (const [key, lifted] of Object.entries(data)) define(root, key, lifted);
    },
    () => define(root, 'data', { ...root, ...(isPlain(root.data) ? root.data : {}) }),
  ])();
}

/** Encodes JSON in one of the ways that senders use: with a byte order mark, in UTF-16, in GBK-like bytes, with white space, broken. */
export function encode(value: Json, random: Random): Buffer {
  const text = JSON.stringify(value, undefined, random.pick([0, 0, 1]));
  const bytes = Buffer.from(text);
  return random.pick([
    () => bytes,
    () => bytes,
    () => bytes,
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    () => Buffer.from(text, 'latin1'),
    () => Buffer.from(`\r\n ${text}\n`),
    () => bytes.subarray(0, random.below(bytes.length + 1)),
    () => Buffer.from(text.replace(/\{/, `{"${random.pick(NAMES)}":${JSON.stringify(random.pick(VALUES))},`)),
    () => {
      const spoilt = Buffer.from(bytes);
      if (spoilt.length > 0) spoilt[random.below(spoilt.length)] = random.below(256);
      return spoilt;
    },
  ])();
}
