import type { Secrets } from '@tollgate/platform/secrets';
import { type OptionKey, OPTIONS } from './catalogue.js';

/** Marks a stored value that is encrypted; imported ones may still be plain, and are sealed when next saved. */
const MARK = 'sealed:';

const buildSealContext = (key: OptionKey) => `admin.options.value:${key}`;

/** The text to store for an option: as it is, or encrypted where the option is a secret that is set. */
export function sealOption(secrets: Secrets, key: OptionKey, value: string): string {
  if (!OPTIONS[key].secret || value === '') return value;
  return MARK + secrets.seal(value, buildSealContext(key)).toString('base64');
}

/**
 * The value behind a stored text.
 * @throws Error when it was sealed with a secret that is no longer listed
 */
export function openOption(secrets: Secrets, key: OptionKey, stored: string): string {
  if (!OPTIONS[key].secret || !stored.startsWith(MARK)) return stored;
  return secrets.open(Buffer.from(stored.slice(MARK.length), 'base64'), buildSealContext(key));
}
