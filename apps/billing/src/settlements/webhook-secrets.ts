/** Shorter secrets are typing errors or blanks, so they verify nothing. */
const MIN_LENGTH = 8;

/**
 * The secrets that a webhook accepts: one a line or between commas, so that a new one can be set beside the old while the
 * provider is being switched. None: the webhook is closed.
 */
export function webhookSecrets(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= MIN_LENGTH);
}
