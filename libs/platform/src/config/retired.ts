import type { Environment } from './load.js';

/** Settings that no longer have an effect, with the reason. Each stays here for one release, then it is an unknown variable. */
const RETIRED: Readonly<Record<string, string>> = {
  MAX_ANSWER_MS: 'requests wait in a queue instead; MAX_WAIT_SECONDS and HASHING_WAIT_SECONDS bound the wait',
  MAX_LOOP_DELAY_MS: 'requests wait in a queue instead; MAX_WAIT_SECONDS and HASHING_WAIT_SECONDS bound the wait',
};

/** One warning for each retired setting that is set. */
export function findRetired(env: Environment): string[] {
  return Object.entries(RETIRED).flatMap(([name, reason]) =>
    env[name] ? [`the setting ${name} has no effect any more: ${reason}`] : [],
  );
}
