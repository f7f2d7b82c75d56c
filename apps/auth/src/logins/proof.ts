/** How the user proved their identity. */
export interface Proof {
  readonly userId: number;
  /** password, passkey, github, ... */
  readonly method: string;
  /** The password hash that was verified. If the password changes before the login ends, the proof is void. */
  readonly verifiedHash?: string;
  /** The hash to store instead, if the verified one is outdated. */
  readonly rehash?: string;
  /** True if the proof consists of two factors (a passkey with user verification). */
  readonly strong?: boolean;
}
