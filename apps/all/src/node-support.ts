import type { Log } from '@tollgate/platform/log';

/** The lowest major version of Node.js that is supported. Older ones run as far as `engines` allows, without support. */
const OLDEST_SUPPORTED = 22;

/** Logs a warning if the support of this version of Node.js has ended. Source: https://nodejs.org/en/about/previous-releases */
export function warnIfUnsupported(version: string, log: Pick<Log, 'warn'>): void {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= OLDEST_SUPPORTED) return;
  log.warn(`the support of Node.js ${major} has ended; use 22 or 24`);
}
