/** Of free JSON, more levels than anybody needs and fewer than a serializer bears. */
const DEEPEST = 100;

/** Whether a value of free JSON can be written again: one that is read at any depth cannot. */
export function isShallow(value: unknown, depth = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isShallow(each, depth - 1));
}
