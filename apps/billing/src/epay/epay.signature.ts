import { createHash, timingSafeEqual } from 'node:crypto';

/** The parameters that decide about money. In each of them a signed text must have one reading only. */
const DECIDING = ['pid', 'out_trade_no', 'trade_no', 'money', 'trade_status', 'type'] as const;
const MAX_DECIDING_LENGTH = 255;
/** More parameters than this are no notification. */
const MAX_PARAMS = 200;

/** A name with one of these could be read as a part of another parameter. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
const AMBIGUOUS = /[&=\u0000-\u001f\u007f]/;
/** A value that holds a deciding parameter of its own, because values are joined unescaped. */
const HIDDEN = new RegExp(`&(?:${DECIDING.join('|')})=`);

type Params = Readonly<Record<string, string>>;

/**
 * Signs parameters as Epay does: without `sign`, `sign_type` and empty values, sorted by name in byte order, joined as
 * `name=value` by `&`, values as they are, the key appended without a separator; lower-case hex of the MD5.
 */
export function signEpay(params: Params, key: string): string {
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
 * The parameters of a notification, or undefined if it is malformed or ambiguous: each name once, with text. The signature
 * covers all of them, so unknown names are kept. A deciding parameter must not hold `&`, `=` or control characters, and no
 * other value may hold `&money=` or the like: else the same signed text could be read as another payment.
 */
export function parseParams(input: unknown): Params | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const entries = Object.entries(input);
  if (entries.length > MAX_PARAMS) return undefined;
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) {
    if (typeof value !== 'string' || name === '' || AMBIGUOUS.test(name) || HIDDEN.test(value)) return undefined;
    params[name] = value;
  }
  const clear = DECIDING.every((name) => {
    const value = params[name] ?? '';
    return value.length <= MAX_DECIDING_LENGTH && !AMBIGUOUS.test(value);
  });
  return clear ? params : undefined;
}

/** Whether the key signed the parameters; compared in constant time, never with an empty key. */
export function isSignedByEpay(params: Params, key: string): boolean {
  const { sign = '', sign_type = '' } = params;
  if (key.trim() === '' || !/^(md5)?$/i.test(sign_type) || !/^[0-9a-f]{32}$/.test(sign)) return false;
  return timingSafeEqual(Buffer.from(signEpay(params, key), 'hex'), Buffer.from(sign, 'hex'));
}
