import { authOptions } from './catalogue/auth.js';
import { moneyOptions } from './catalogue/money.js';
import { retentionOptions } from './catalogue/retention.js';
import { relayOptions } from './catalogue/relay.js';
import { siteOptions } from './catalogue/site.js';
import type { OptionSpec } from './kinds.js';

const catalogue = { ...authOptions, ...moneyOptions, ...siteOptions, ...retentionOptions, ...relayOptions };
type Catalogue = typeof catalogue;

/** The name of a setting that root may change live; New API's names where it has one. */
export type OptionKey = keyof Catalogue;
/** The type that `options.get` returns for a key. */
export type OptionValue<K extends OptionKey> = Catalogue[K] extends OptionSpec<infer T> ? T : never;
/** The keys that hold a switch. */
export type SwitchKey = { [K in OptionKey]: OptionValue<K> extends boolean ? K : never }[OptionKey];
/** The keys that hold a whole number. */
export type NumberKey = { [K in OptionKey]: OptionValue<K> extends number ? K : never }[OptionKey];

/** Every option there is. A key that is not here cannot be stored. */
export const OPTIONS: { readonly [K in OptionKey]: OptionSpec<OptionValue<K>> } = catalogue as never;

export const OPTION_KEYS = Object.keys(catalogue) as readonly OptionKey[];

export function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(catalogue, key);
}
