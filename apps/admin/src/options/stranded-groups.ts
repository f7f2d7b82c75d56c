import { type GroupRules, getUsableGroups } from '@tollgate/account-rules';
import { AppError } from '@tollgate/contracts';
import type { StrandedGroup } from '@tollgate/contracts/admin/options';
import { type OptionKey, OPTIONS } from '@tollgate/options';
import type { Tx } from '@tollgate/platform/db';
import type { OptionsRepository } from './options.repository.js';

/** The options that decide whether a group exists and who may use it. */
const RULES = {
  ratios: 'GroupRatio',
  usable: 'UserUsableGroups',
  special: 'group_ratio_setting.group_special_usable_group',
} as const satisfies Partial<Record<keyof GroupRules, OptionKey>>;
const KEYS: readonly OptionKey[] = Object.values(RULES);
/** The group of every new account. */
const DEFAULT = 'default';

const USERS = {
  name: 'options.users_by_group',
  text: `SELECT "group", count(*)::int AS users FROM auth.users WHERE deleted_at IS NULL GROUP BY "group"`,
} as const;
/** Keys of the group `auto`, or without a group, choose among the groups of their user. */
const API_KEYS = {
  name: 'options.keys_by_group',
  text: `SELECT u."group" AS user_group, k."group" AS key_group, count(*)::int AS keys
           FROM auth.api_keys k JOIN auth.users u ON u.id = k.user_id AND u.deleted_at IS NULL
          WHERE k.deleted_at IS NULL AND k."group" NOT IN ('', 'auto') GROUP BY 1, 2`,
} as const;

/**
 * Returns the groups that users or keys have and could not use after the change. A user needs its group in `GroupRatio`; a key
 * needs a group that its user may use. The caller holds the lock of the options' version, so no user gets such a group until it ends.
 * @throws AppError GROUPS_IN_USE with the numbers, unless `force` is set
 */
export async function checkStrandedGroups(
  tx: Tx,
  options: OptionsRepository,
  { key, text, force }: { key: OptionKey; text: string; force: boolean },
): Promise<StrandedGroup[]> {
  if (!KEYS.includes(key)) return [];
  const stored = await options.stored(tx, KEYS);
  const getText = (name: OptionKey) => stored.get(name) ?? OPTIONS[name].fallback;
  const stranded = new Map<string, StrandedGroup>();
  const get = (group: string) => {
    const known = stranded.get(group) ?? { group, users: 0, keys: 0 };
    stranded.set(group, known);
    return known;
  };
  const before = readRules(getText);
  const after = readRules((name) => (name === key ? text : getText(name)));
  if (key === RULES.ratios) {
    if (!Object.hasOwn(after.ratios, DEFAULT)) get(DEFAULT);
    for (const { group, users } of await tx.query<{ group: string; users: number }>(USERS))
      if (!Object.hasOwn(after.ratios, group)) get(group).users += users;
  }
  const isUsable = (rules: GroupRules, of: string, group: string) => Object.hasOwn(getUsableGroups(rules, of), group);
  for (const row of await tx.query<{ user_group: string; key_group: string; keys: number }>(API_KEYS)) {
    const { user_group: of, key_group: group, keys } = row;
    const isGone = key === RULES.ratios && !Object.hasOwn(after.ratios, group);
    if (isGone || (isUsable(before, of, group) && !isUsable(after, of, group))) get(group).keys += keys;
  }
  if (stranded.size > 0 && !force) throw new AppError('GROUPS_IN_USE', describeGroups([...stranded.values()]));
  return [...stranded.values()];
}

function readRules(getText: (key: OptionKey) => string): GroupRules {
  const [ratios, usable, special] = [RULES.ratios, RULES.usable, RULES.special].map((key) => {
    // an imported text that does not pass is not in force
    const text = getText(key);
    return JSON.parse(OPTIONS[key].check(text) === null ? text : OPTIONS[key].fallback) as object;
  });
  return { ratios, usable, special, ownRatios: {}, auto: [] } as GroupRules;
}

/** Names groups with their numbers, in two languages. */
export function describeGroups(groups: readonly StrandedGroup[]) {
  const shown = groups.slice(0, 10);
  const more = groups.length > shown.length ? ', …' : '';
  const list = shown.map(({ group, users, keys }) => `${group} (${users} users, ${keys} keys)`).join(', ');
  const listZh = shown.map(({ group, users, keys }) => `${group}（${users} 个用户，${keys} 个密钥）`).join('、');
  return { groups: list + more, groups_zh: listZh + more };
}
