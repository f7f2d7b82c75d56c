import { toNetwork } from '@tollgate/platform/limits';

/** Wrong credentials of one network in a minute that one replica looks up. */
const MAX_FAILURES = 30;
const WINDOW_MS = 60_000;
/** Networks that are counted at once, because IPv6 has more than fit into memory. */
const MAX_NETWORKS = 10_000;

/**
 * Bounds guesses of relay credentials, because relays are outside the limit of requests per address. A credential that was valid at its last
 * look-up always passes, so guesses from the network of a relay do not stop that relay.
 */
export class CredentialGuesses {
  private failures = new Map<string, number>();
  private readonly admitted = new Set<string>();
  private windowEnd = 0;

  /** Seconds until this hash may be looked up; 0: now. */
  getPause(ip: string, hash: string): number {
    const now = Date.now();
    if (now >= this.windowEnd) {
      this.failures = new Map();
      this.windowEnd = now + WINDOW_MS;
    }
    if (this.admitted.has(hash) || (this.failures.get(toNetwork(ip)) ?? 0) < MAX_FAILURES) return 0;
    return Math.ceil((this.windowEnd - now) / 1000);
  }

  /** Counts a wrong credential, also one that was valid before. */
  fail(ip: string, hash: string): void {
    this.admitted.delete(hash);
    const network = toNetwork(ip);
    const count = this.failures.get(network);
    if (count !== undefined || this.failures.size < MAX_NETWORKS) this.failures.set(network, (count ?? 0) + 1);
  }

  pass(hash: string): void {
    this.admitted.add(hash);
  }
}
