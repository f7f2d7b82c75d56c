import type { Tx } from '@tollgate/platform/db';

/** What a login asks of the second factor. */
export abstract class SecondFactor {
  /** Whether the user has a confirmed second factor. Called with the user's row locked. */
  abstract isOn(tx: Tx, userId: number): Promise<boolean>;
}
