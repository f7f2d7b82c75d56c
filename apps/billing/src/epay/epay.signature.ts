import { createHash, timingSafeEqual } from 'node:crypto';

/** The names that a notification may carry. Anything else in it is not of the provider. */
const NAMES = new Set([
  'pid',
  'trade_no',
  'out_trade_no',
  'type',
  'name',
  'money',
  'trade_status',
  'param',
  'api_trade_no',
  'buyer',
  'timestamp',
  'sign',
  'sign_type',
]);
const LONGEST = 512;
/** What would let one signed text be cut into other pairs: values are joined unescaped. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
const AMBIGUOUS = /[&=\u0000-\u001f\u007f]/;

/**
 * Signs parameters as Epay does: without `sign`, `sign_type` and empty values, sorted by name in byte order, joined as
 * `name=value` by `&`, values as they are, the key appended without a separator; lower-case hex of the MD5.
 */
export function signEpay(params: Readonly<Record<string, string>>, key: string): string {
  const text = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== 'sign_type' && params[name] !== '')
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  return createHash('md5')
    .update(text + key)
    .digest('hex');
}

/**
 * The parameters of a rightly signed notification, or undefined. Only known names, each once and as text without `&`, `=` or
 * control characters, so that a signed text can be read in one way only; compared in constant time; never with an empty key.
 */
export function verifiedParams(input: unknown, key: string): Readonly<Record<string, string>> | undefined {
  if (key.trim() === '' || typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!NAMES.has(name) || typeof value !== 'string' || value.length > LONGEST || AMBIGUOUS.test(value))
      return undefined;
    params[name] = value;
  }
  const { sign = '', sign_type = 'MD5' } = params;
  if (sign_type !== 'MD5' || !/^[0-9a-f]{32}$/.test(sign)) return undefined;
  const right = Buffer.from(signEpay(params, key), 'hex');
  return timingSafeEqual(right, Buffer.from(sign, 'hex')) ? params : undefined;
}
