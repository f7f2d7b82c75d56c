import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Of the specification's 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** A new secret in the form that receivers configure. */
export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/**
 * The headers of a delivery by Standard Webhooks 1.0.0 (github.com/standard-webhooks): during a rotation one signature for each
 * secret, parted by a space.
 * @param seconds time of this attempt, in Unix seconds
 */
export function signWebhook(id: string, seconds: number, body: string, secrets: readonly string[]) {
  const sign = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${seconds}.${body}`)
      .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
}
