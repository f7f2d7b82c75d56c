import { type NumberKey, type OptionKey, OPTIONS, type SwitchKey } from './catalogue.js';

/** A key or default as a literal; both come from the catalogue, never from a request. */
function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * An SQL expression for an option's text as it is when the statement runs: for what guards sign-up and money, where even a
 * millisecond of an old value would be wrong. Part of a statement's constant text; no value is bound.
 */
export function optionSql(key: OptionKey): string {
  return `coalesce((SELECT value FROM admin.options WHERE key = ${literal(key)}), ${literal(OPTIONS[key].fallback)})`;
}

/** An SQL condition: the switch is on. */
export function switchSql(key: SwitchKey): string {
  return `(${optionSql(key)} = 'true')`;
}

/** An SQL bigint: the whole number in force. An imported text that is none leaves the default in force, as `Options` does. */
export function numberSql(key: NumberKey): string {
  const stored = `SELECT value::bigint FROM admin.options WHERE key = ${literal(key)} AND value ~ '^-?[0-9]{1,16}$'`;
  return `coalesce((${stored}), ${OPTIONS[key].fallback}::bigint)`;
}
