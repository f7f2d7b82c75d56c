/**
 * The result of `work`, if it comes within `ms` milliseconds. The work itself goes on, so the caller must not rely on its end.
 * @throws Error with the message that `late` gives, if the time runs out first
 */
export async function rejectAfter<T>(work: Promise<T>, ms: number, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(late)), ms);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

/**
 * Waits for the end of `work`, but at most `ms` milliseconds.
 * @throws the error of `work`, if it fails in time
 */
export async function waitAtMost(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
