import type { Caller, Identity } from '@tollgate/contracts';

/** The parts of a request that a handler gets besides the body. */
export interface RequestContext<I = Identity | null> {
  readonly caller: Caller;
  /** The resolved caller; null only where the contract is public or internal. */
  readonly identity: I;
  /** Names this one call: the same when its message is delivered twice, never the same for another call. */
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}
