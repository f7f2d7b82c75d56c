/** The options that decide who may use which group. */
export interface GroupRules {
  /** All groups, with their price ratio. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Groups that every caller may use, with a description. */
  readonly usable: Readonly<Record<string, string>>;
  /** By the user's group: `-:x` removes x, `+:x` or `x` adds it with a description. */
  readonly special: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By the user's group: ratios that replace the general ones. */
  readonly ownRatios: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The groups that `auto` chooses from. */
  readonly auto: readonly string[];
}

const OWN_GROUP = '用户分组';
/** Not translated, because clients compare it. */
const AUTO_RATIO = '自动';

/** The value of an own property, so that `__proto__` and the like find none. */
function getOwn<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/**
 * The groups that a user of `group` may choose, each with its description. Null stands for a guest. Contains `auto` if the
 * options offer it, and groups that do not exist, which `getUsableGroups` leaves out.
 */
function getGroupDescriptions(rules: GroupRules, group: string | null): Map<string, string> {
  const usable = new Map(Object.entries(rules.usable));
  if (group === null) return usable;
  for (const [rule, description] of Object.entries(getOwn(rules.special, group) ?? {})) {
    if (rule.startsWith('-:')) usable.delete(rule.slice(2));
    else usable.set(rule.startsWith('+:') ? rule.slice(2) : rule, description);
  }
  if (!usable.has(group)) usable.set(group, OWN_GROUP);
  return usable;
}

/** The answer of `/groups`: the groups that exist and that the user may use, with the ratio for this user. */
export function getUsableGroups(rules: GroupRules, group: string | null) {
  const usable = getGroupDescriptions(rules, group);
  const ownRatios = group === null ? {} : (getOwn(rules.ownRatios, group) ?? {});
  const groups: [string, { ratio: number | string; desc: string }][] = [];
  for (const [name, desc] of usable) {
    const ratio = name === 'auto' ? AUTO_RATIO : (getOwn(ownRatios, name) ?? getOwn(rules.ratios, name));
    if (name === 'auto' || getOwn(rules.ratios, name) !== undefined) groups.push([name, { ratio: ratio ?? 1, desc }]);
  }
  return Object.fromEntries(groups);
}

/** The models of all usable groups, sorted and without duplicates. `auto` stands for the groups that it chooses from. */
export function getUsableModels(
  rules: GroupRules,
  models: Readonly<Record<string, readonly string[]>>,
  group: string,
): string[] {
  const usable = [...getGroupDescriptions(rules, group).keys()];
  const groups = usable.flatMap((name) => (name === 'auto' ? [...rules.auto] : [name]));
  return [...new Set(groups.flatMap((name) => getOwn(models, name) ?? []))].sort();
}
