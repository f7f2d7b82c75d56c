import { cluster } from './cluster.mjs';
import { LIFECYCLE } from './rules-lifecycle.mjs';
import { OBJECTS } from './rules-objects.mjs';
import { SECURITY } from './rules-security.mjs';

/** Rules for the manifests beyond their form. */
const RULES = { ...OBJECTS, ...LIFECYCLE, ...SECURITY };

/** Everything that breaks a rule, as `rule: what`. */
export function policyProblems(objects, edges) {
  const all = cluster(objects);
  return Object.entries(RULES).flatMap(([rule, find]) => find(all, edges).map((what) => `${rule}: ${what}`));
}
