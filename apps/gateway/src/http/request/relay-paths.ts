/** Paths that a relay answers. If the gateway has no route for one, it answers RELAY_ONLY, so that the operator checks the relay's routing. */
const PREFIXES = [
  '/api/channel',
  '/api/models',
  '/api/vendors',
  '/api/mj',
  '/api/task',
  '/api/prefill_group',
  '/api/deployments',
  '/api/performance',
  '/api/ratio_sync',
  '/api/option/channel_affinity_cache',
  '/api/log/channel_affinity_usage_cache',
  '/pg',
] as const;

/** Whether a path belongs to a relay. */
export function isRelayPath(path: string): boolean {
  return PREFIXES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}
