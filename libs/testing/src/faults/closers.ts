/** Runs them, the last first, and then fails where one did. */
export async function closed(closers: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  // one that fails must not leave the others running
  for (const one of closers.splice(0).reverse()) await one().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
