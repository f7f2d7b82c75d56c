import { isAllowList } from '@tollgate/platform/access';
import type { Row } from '../sources/source.js';
import type { System } from '../sources/systems.js';
import { flag, jsonObject, line, text } from '../values/read.js';
import type { Out } from './table-import.js';

/** The models and the addresses for which an API key may be used. */
export interface KeyLimits {
  readonly modelsLimited: boolean;
  readonly models: string;
  readonly addresses: string;
  /** False where the limits could not be read: such a key must open nothing. */
  readonly readable: boolean;
}

const parts = (list: string, separator: RegExp) =>
  list
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The limits of a key as each system keeps them. */
export function keyLimits(id: string, row: Row, out: Out, system: System): KeyLimits {
  if (system === 'one-hub') return oneHubLimits(id, row, out);
  if (system === 'one-api') {
    const models = parts(text(row.models), /,/);
    const addresses = parts(text(row.subnet), /[\s,;]+/);
    return {
      modelsLimited: models.length > 0,
      models: models.join(','),
      addresses: checked(id, addresses, out),
      readable: true,
    };
  }
  const modelsLimited = flag(row.model_limits_enabled);
  const models = parts(text(row.model_limits), /,/);
  if (modelsLimited && models.length === 0) out.notice(id, 'key-without-models');
  const list = text(row.allow_ips);
  const addresses = parts(list, /[\s,;]+/);
  const wasOpen =
    system === 'new-api-2025-11' && addresses.length > 0 && parts(list, /\n/).every((entry) => /[,/;\s]/.test(entry));
  if (wasOpen) out.notice(id, 'key-list-had-no-effect', addresses.join(' '));
  for (const column of ['auto_groups', 'cross_group_retry']) {
    const value = line(row[column]);
    if (!['', '0', 'f', 'false', '[]', 'null'].includes(value)) out.notice(id, 'key-field-without-place', column);
  }
  return { modelsLimited, models: models.join(','), addresses: checked(id, addresses, out), readable: true };
}

/** An entry that cannot be read closes the key to every address; the operator learns of it. */
function checked(id: string, addresses: readonly string[], out: Out): string {
  const list = addresses.join('\n');
  if (!isAllowList(list)) out.notice(id, 'key-address-unreadable', list.slice(0, 255));
  return list;
}

interface OneHubSetting {
  readonly limits?: {
    readonly limit_model_setting?: { readonly enabled?: boolean; readonly models?: readonly unknown[] | null };
    readonly limits_ip_setting?: { readonly enabled?: boolean; readonly whitelist?: readonly unknown[] | null };
  };
  readonly billing_tag?: unknown;
}

function oneHubLimits(id: string, row: Row, out: Out): KeyLimits {
  const setting = jsonObject(row.setting) as OneHubSetting | undefined;
  if (!setting) {
    out.change(id, 'key-setting-unreadable');
    return { modelsLimited: false, models: '', addresses: '', readable: false };
  }
  const { limit_model_setting: models, limits_ip_setting: addresses } = setting.limits ?? {};
  const list = (values: readonly unknown[] | null | undefined) =>
    Array.isArray(values) ? values.map((value) => line(String(value))) : [];
  if (setting.billing_tag) out.notice(id, 'key-billing-tag', line(String(setting.billing_tag)).slice(0, 255));
  if (line(row.backup_group) !== '')
    out.notice(id, 'key-field-without-place', `backup_group ${line(row.backup_group)}`);
  return {
    modelsLimited: models?.enabled === true,
    models: list(models?.models).filter(Boolean).join(','),
    // an enabled but empty list allows no address there; a list of commas does the same here
    addresses: addresses?.enabled === true ? checked(id, list(addresses.whitelist).filter(Boolean), out) || ',' : '',
    readable: true,
  };
}
