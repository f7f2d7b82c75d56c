import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import type {
  CheckInCalendar,
  CheckInCalendarRequest,
  CheckInRecord,
  CheckInRequest,
} from '@tollgate/contracts/auth/check-ins';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Turnstile } from '../turnstile/turnstile.js';
import { CheckInsRepository } from './check-ins.repository.js';

type Context = RequestContext<Identity>;

/** Steps of the random fraction: more than any sensible award has values. */
const STEPS = 2 ** 47;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The daily check-in: one award per user and calendar day of the site's time zone. */
@Injectable()
export class CheckInsService {
  constructor(
    private readonly checkIns: CheckInsRepository,
    private readonly turnstile: Turnstile,
  ) {}

  /** @throws AppError CHECK_IN_OFF */
  async calendar({ month = '' }: CheckInCalendarRequest, { identity }: Context): Promise<CheckInCalendar> {
    const { enabled, min_quota, max_quota, ...stats } = await this.checkIns.calendar(identity.userId, month);
    if (!enabled) throw new AppError('CHECK_IN_OFF');
    const records = month === '' || MONTH.test(month) ? stats.records : [];
    return { enabled, min_quota, max_quota, stats: { ...stats, records, checkin_count: records.length } };
  }

  /** @throws AppError CHECK_IN_OFF, CHECK_IN_DONE, TURNSTILE_*, QUOTA_OUT_OF_RANGE */
  async create({ turnstile }: CheckInRequest, { identity, caller }: Context): Promise<CheckInRecord> {
    if (!(await this.checkIns.isOn())) throw new AppError('CHECK_IN_OFF');
    await this.turnstile.check(caller, turnstile, 'check-in');
    const made = await this.checkIns.create(identity.userId, randomInt(STEPS) / STEPS, caller.requestId);
    if (!made) throw new AppError((await this.checkIns.isOn()) ? 'CHECK_IN_DONE' : 'CHECK_IN_OFF');
    return made;
  }
}
