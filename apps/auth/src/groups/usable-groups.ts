/** The options that say who may use which group. */
export interface GroupRules {
  /** Groups there are, with their price ratio. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Groups anyone may use, with a description. */
  readonly usable: Readonly<Record<string, string>>;
  /** For a user's group: `-:x` takes x away, `+:x` or `x` adds it with a description. */
  readonly special: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** For a user's group: ratios that hold instead. */
  readonly ownRatios: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What `auto` chooses among. */
  readonly auto: readonly string[];
}

const OWN_GROUP = '用户分组';
/** Never translated: clients compare it. */
const AUTO_RATIO = '自动';

/** A value under a key that the object itself has. */
function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/**
 * The groups a user of some group may choose, each with its description; null is somebody who is not logged in. Includes
 * `auto` where it is given out, and groups that do not exist (`groupsFor` leaves those out).
 */
function usableFor(rules: GroupRules, group: string | null): Map<string, string> {
  const usable = new Map(Object.entries(rules.usable));
  if (group === null) return usable;
  for (const [rule, description] of Object.entries(own(rules.special, group) ?? {})) {
    if (rule.startsWith('-:')) usable.delete(rule.slice(2));
    else usable.set(rule.startsWith('+:') ? rule.slice(2) : rule, description);
  }
  if (!usable.has(group)) usable.set(group, OWN_GROUP);
  return usable;
}

/** What `/groups` answers: the groups that exist and may be used, with the ratio that holds for this user. */
export function groupsFor(rules: GroupRules, group: string | null) {
  const usable = usableFor(rules, group);
  const ownRatios = group === null ? {} : (own(rules.ownRatios, group) ?? {});
  const groups: [string, { ratio: number | string; desc: string }][] = [];
  for (const [name, desc] of usable) {
    const ratio = name === 'auto' ? AUTO_RATIO : (own(ownRatios, name) ?? own(rules.ratios, name));
    if (name === 'auto' || own(rules.ratios, name) !== undefined) groups.push([name, { ratio: ratio ?? 1, desc }]);
  }
  return Object.fromEntries(groups);
}

/** The models of all groups a user may use, without doubles, in order. `auto` stands for the groups it chooses among. */
export function modelsFor(
  rules: GroupRules,
  models: Readonly<Record<string, readonly string[]>>,
  group: string,
): string[] {
  const usable = [...usableFor(rules, group).keys()];
  const groups = usable.flatMap((name) => (name === 'auto' ? [...rules.auto] : [name]));
  return [...new Set(groups.flatMap((name) => own(models, name) ?? []))].sort();
}
