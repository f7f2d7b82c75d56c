import type { Cell } from '../sources/source.js';
import { jsonObject, text } from '../values/read.js';
import type { Out } from './table-import.js';

/** Fields that the product's own check would refuse. Unknown fields are kept as they are, as they are when a client sends them. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  notify_type: (v) => typeof v === 'string' && ['email', 'webhook', 'bark', 'gotify'].includes(v),
  quota_warning_threshold: (v) => typeof v === 'number' && Number.isFinite(v) && v > 0,
  webhook_url: isUrl,
  webhook_secret: (v) => typeof v === 'string',
  notification_email: (v) => typeof v === 'string' && (v === '' || /^[^\s@]+@[^\s@]+$/.test(v)),
  bark_url: isUrl,
  gotify_url: isUrl,
  gotify_token: (v) => typeof v === 'string',
  gotify_priority: (v) => Number.isInteger(v),
  accept_unset_model_ratio_model: (v) => typeof v === 'boolean',
  record_ip_log: (v) => typeof v === 'boolean',
};

function isUrl(value: unknown): boolean {
  return value === '' || (typeof value === 'string' && URL.canParse(value) && /^https?:/.test(value));
}

/** A user's settings: the fields that the product would accept from a client. The sidebar is stored in its own column. */
export function userSetting(id: string, cell: Cell | undefined, out: Out): { setting: object; sidebarModules: string } {
  const stored = text(cell).trim();
  if (stored === '') return { setting: {}, sidebarModules: '' };
  const given = jsonObject(cell);
  if (!given) {
    out.change(id, 'setting-broken');
    out.keep(id, { setting: stored });
    return { setting: {}, sidebarModules: '' };
  }
  const { sidebar_modules: sidebar, ...rest } = given;
  const wrong = Object.keys(rest).filter((name) => FIELDS[name] && rest[name] !== null && !FIELDS[name](rest[name]));
  if (wrong.length > 0) out.change(id, 'setting-field-dropped', wrong.join(', '));
  const kept = Object.entries(rest).filter(([name, value]) => !wrong.includes(name) && value !== null);
  return {
    setting: storable(Object.fromEntries(kept)) as object,
    sidebarModules: typeof sidebar === 'string' ? text(sidebar) : '',
  };
}

/** A JSON value without what jsonb cannot hold. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [text(key), storable(entry)]));
}
