import { isJsonObject } from '@tollgate/contracts';
import type { Claims } from '../third-party/third-party-profile.js';

/** The value of a field; `a.b` reads `b` of the object in `a`, unless a field has that whole name. */
export function readField(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  const [first = '', ...rest] = path.split('.');
  const inner = Object.hasOwn(claims, first) ? claims[first] : undefined;
  return rest.length > 0 && isJsonObject(inner) ? readField(inner, rest.join('.')) : undefined;
}
