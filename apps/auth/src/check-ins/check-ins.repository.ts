import { Injectable } from '@nestjs/common';
import type { CheckInRecord, CheckInStats } from '@tollgate/contracts/auth/check-ins';
import { refusals } from '@tollgate/ledger';
import { Database } from '@tollgate/platform/db';
import { CALENDAR, CHECK_IN, WHY_NOT } from './check-in.statements.js';

/** A calendar with the options that were in force when it was read. */
export interface Calendar extends Omit<CheckInStats, 'checkin_count'> {
  readonly enabled: boolean;
  readonly min_quota: number;
  readonly max_quota: number;
}

/** Check-ins of users. It is SQL, because it moves quota. */
@Injectable()
export class CheckInsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Awards today's check-in; null if there is none to award.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE; the day then stays open
   */
  async create(userId: number, fraction: number, requestId: string): Promise<CheckInRecord | null> {
    const values = [userId, fraction, requestId, '每日签到奖励'];
    const [row] = await refusals(this.database.query<CheckInRecord & Record<string, unknown>>(CHECK_IN, values));
    return row ?? null;
  }

  async isOn(): Promise<boolean> {
    const [row] = await this.database.query<{ enabled: boolean }>(WHY_NOT);
    return row?.enabled ?? false;
  }

  /** The check-ins of a month (YYYY-MM, empty for the current one) and the figures of all. */
  async calendar(userId: number, month: string): Promise<Calendar> {
    const [row] = await this.database.query<Calendar & Record<string, unknown>>(CALENDAR, [userId, month]);
    if (!row) throw new Error('check_ins.calendar returned no row');
    return row;
  }
}
