import { Bool, Int, List, Nested, Text } from '../fields.js';
import { rpc } from '../rpc.js';

export class CheckInCalendarRequest {
  @Text({ optional: true, max: 32, example: '2026-11', description: 'YYYY-MM; the current month by default' })
  month?: string;
}

export class CheckInRecord {
  @Text({ example: '2026-11-30', description: "The calendar day in the site's time zone" }) checkin_date: string;
  @Int({ example: 1538 }) quota_awarded: number;
}

export class CheckInStats {
  @Bool({ example: true }) checked_in_today: boolean;
  @Int({ example: 12, description: 'Check-ins since the account exists' }) total_checkins: number;
  @Int({ example: 18_456, description: 'Quota of all of them' }) total_quota: number;
  @Int({ example: 1, description: 'Check-ins of the month' }) checkin_count: number;
  @List(() => CheckInRecord, { max: 31, description: 'Newest first; none if the month is malformed' })
  records: CheckInRecord[];
}

export class CheckInCalendar {
  @Bool({ example: true }) enabled: boolean;
  @Int({ example: 1000 }) min_quota: number;
  @Int({ example: 10_000 }) max_quota: number;
  @Nested(() => CheckInStats) stats: CheckInStats;
}

export class CheckInRequest {
  @Text({ optional: true, max: 4096, description: 'Turnstile token, while the check is on' }) turnstile?: string;
}

/** The daily check-in: one award per user and calendar day of the site's time zone. */
export const checkInsRpc = {
  calendar: rpc('rpc.auth.check_in.calendar', CheckInCalendarRequest, CheckInCalendar, {
    access: 'user',
    errors: ['CHECK_IN_OFF'],
    summary: 'Your check-ins of a month',
  }),
  create: rpc('rpc.auth.check_in.create', CheckInRequest, CheckInRecord, {
    access: 'user',
    errors: [
      'CHECK_IN_OFF',
      'CHECK_IN_DONE',
      'QUOTA_OUT_OF_RANGE',
      'TURNSTILE_TOKEN_MISSING',
      'TURNSTILE_REFUSED',
      'TURNSTILE_UNAVAILABLE',
    ],
    timeoutMs: 10_000,
    work: 'waiting',
    summary: 'Check in today',
  }),
};
