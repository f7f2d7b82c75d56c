/**
 * How often a long test repeats itself. `SCALE` is a factor on what CI does: unset or 1 there, more by hand; `full` is the
 * size whose figures are in the documentation.
 */
export function sized({ ci, full }: { readonly ci: number; readonly full: number }): number {
  const scale = process.env.SCALE ?? '1';
  if (scale === 'full') return full;
  const factor = Number(scale);
  if (!(factor > 0)) throw new Error(`SCALE is a number above zero, or full; not ${scale}`);
  return Math.max(1, Math.round(ci * factor));
}
