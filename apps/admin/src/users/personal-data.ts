import type { Sql } from '@tollgate/platform/db';

/** Notification settings that hold secrets of other systems, so they are not shown. */
const SECRET_SETTING = /secret|token|password|bark_url|webhook_url/i;

const EXPORT = {
  name: 'users.export_person',
  text: 'SELECT name, count, items FROM admin.export_person($1, $2)',
} as const;

/** The rows of one table that concern a person. */
export interface PersonalPart {
  /** Schema and table. */
  readonly name: string;
  /** Number of rows; `items` may hold fewer. */
  readonly count: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** A user's settings without the secrets of notification channels. */
export function toShownSettings(setting: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(setting).filter(([key]) => !SECRET_SETTING.test(key)));
}

/**
 * All that is kept of a person, by table, without secrets. Empty if there is nothing.
 * @param rows of each table at most; null for all
 */
export async function readPersonalData(sql: Sql, userId: number, rows: number | null): Promise<PersonalPart[]> {
  const parts = await sql.query<PersonalPart & Record<string, unknown>>(EXPORT, [userId, rows]);
  return parts.map(({ name, count, items }) => ({ name, count, items: items.map(withoutSecrets) }));
}

function withoutSecrets(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { setting } = item;
  return typeof setting === 'object' && setting !== null
    ? { ...item, setting: toShownSettings(setting as Record<string, unknown>) }
    : item;
}
