import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@tollgate/contracts';

/** The verified content of the Telegram widget. */
export interface TelegramLogin {
  /** Telegram's immutable user id. */
  readonly subject: string;
  /** Unix seconds. */
  readonly authDate: number;
  readonly signature: Buffer;
}

/** All fields that the widget signs. */
const FIELDS: ReadonlySet<string> = new Set(['id', 'first_name', 'last_name', 'username', 'photo_url', 'auth_date']);

/**
 * Parses the query of the Telegram login widget and verifies its signature over every field but `hash`
 * (https://core.telegram.org/widgets/login#checking-authorization). The signed text consists of lines, so a line feed within
 * a field is refused: else one signed text could be read as other fields. The caller checks the age.
 * @param botToken must not be empty, because the key would then be public
 * @throws AppError TELEGRAM_REQUEST_INVALID for missing, unknown, doubled or altered fields
 */
export function verifyTelegram(query: Readonly<Record<string, unknown>>, botToken: string): TelegramLogin {
  const { hash, ...fields } = query;
  const pairs = Object.entries(fields);
  const known = pairs.every((pair): pair is [string, string] => FIELDS.has(pair[0]) && isLine(pair[1]));
  const { id, auth_date } = fields;
  if (botToken === '' || !known) throw new AppError('TELEGRAM_REQUEST_INVALID');
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw new AppError('TELEGRAM_REQUEST_INVALID');
  if (!isWhole(id) || !isWhole(auth_date)) throw new AppError('TELEGRAM_REQUEST_INVALID');
  const text = pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
  const key = createHash('sha256').update(botToken).digest();
  const expected = createHmac('sha256', key).update(text).digest();
  const signature = Buffer.from(hash, 'hex');
  if (!timingSafeEqual(expected, signature)) throw new AppError('TELEGRAM_REQUEST_INVALID');
  return { subject: id, authDate: Number(auth_date), signature };
}

function isLine(value: unknown): value is string {
  return typeof value === 'string' && !/\p{Cc}/u.test(value);
}

function isWhole(value: unknown): value is string {
  return typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value);
}
