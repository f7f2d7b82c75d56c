import { AppError, type LimitName } from '@tollgate/contracts';
import type { Database } from '../db/index.js';

/** At most `count` calls in any `seconds`; count 0 switches it off. */
export interface Limit {
  readonly count: number;
  readonly seconds: number;
}

const TAKE = { name: 'limits.take', text: 'SELECT platform.take($1, $2, $3, $4) AS wait' } as const;

/** Counts calls in rows that all replicas share; a refused call is not counted. */
export class Limiter {
  constructor(
    private readonly database: Database,
    private readonly limits: Readonly<Record<LimitName, Limit>>,
  ) {}

  /**
   * Counts one call against a limit.
   * @throws AppError RATE_LIMITED with the seconds until the next call is possible
   */
  async take(name: LimitName, key: string): Promise<void> {
    const wait = await this.wait(name, key);
    if (wait) throw new AppError('RATE_LIMITED', {}, { retryAfter: wait });
  }

  /** Counts one call as `take` does, where the caller is not to see a refusal: false for a call beyond the limit. */
  async admits(name: LimitName, key: string): Promise<boolean> {
    return !(await this.wait(name, key));
  }

  /** Seconds until the next call is possible; nothing where this one was counted. */
  private async wait(name: LimitName, key: string): Promise<number | null> {
    const { count, seconds } = this.limits[name];
    if (count === 0) return null;
    const [row] = await this.database.query<{ wait: number | null }>(TAKE, [name, key, count, seconds]);
    return row?.wait ?? null;
  }
}
