import { AppError, type JsonObject } from '@tollgate/contracts';

const NOTIFY_TYPES = ['email', 'webhook', 'bark', 'gotify'];

function fail(field: string): never {
  throw new AppError('SETTING_MALFORMED', { field });
}

function isUrl(value: unknown, protocols: readonly string[]): boolean {
  return typeof value === 'string' && URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

const WEB_PROTOCOLS = ['http:', 'https:'];

/** Known fields and their checks. The web client sends empty text for the fields of other notification types. */
const FIELDS: Record<string, (value: unknown) => boolean> = {
  notify_type: (v) => typeof v === 'string' && NOTIFY_TYPES.includes(v),
  quota_warning_threshold: (v) => typeof v === 'number' && Number.isFinite(v) && v > 0,
  webhook_url: (v) => v === '' || isUrl(v, WEB_PROTOCOLS),
  webhook_secret: (v) => typeof v === 'string',
  notification_email: (v) => typeof v === 'string' && (v === '' || /^[^\s@]+@[^\s@]+$/.test(v)),
  bark_url: (v) => v === '' || isUrl(v, WEB_PROTOCOLS),
  gotify_url: (v) => v === '' || isUrl(v, WEB_PROTOCOLS),
  gotify_token: (v) => typeof v === 'string',
  gotify_priority: (v) => Number.isInteger(v),
  accept_unset_model_ratio_model: (v) => typeof v === 'boolean',
  record_ip_log: (v) => typeof v === 'boolean',
};

const REQUIRED_FIELDS: Record<string, readonly string[]> = {
  webhook: ['webhook_url'],
  bark: ['bark_url'],
  gotify: ['gotify_url', 'gotify_token'],
};

/**
 * Checks settings before they are merged into the stored ones. Known fields are validated, and dropped if they are null.
 * Unknown fields are kept. `sidebar_modules` is not one of them, because it has its own column.
 * @throws AppError SETTING_MALFORMED with the name of the field
 */
export function parseSetting(input: unknown): JsonObject {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) fail('body');
  const { sidebar_modules: _, ...given } = input as JsonObject;
  const isAbsent = ([name, value]: [string, unknown]) => value === null && Object.hasOwn(FIELDS, name);
  const setting = Object.fromEntries(Object.entries(given).filter((entry) => !isAbsent(entry)));
  if (JSON.stringify(setting).includes('\\u0000') || !JSON.stringify(setting).isWellFormed()) fail('body');
  for (const [name, check] of Object.entries(FIELDS)) {
    if (setting[name] !== undefined && !check(setting[name])) fail(name);
  }
  for (const name of REQUIRED_FIELDS[String(setting.notify_type)] ?? []) if (!setting[name]) fail(name);
  const priority = setting.gotify_priority;
  if (typeof priority === 'number' && (priority < 0 || priority > 10)) setting.gotify_priority = 5;
  return setting;
}
