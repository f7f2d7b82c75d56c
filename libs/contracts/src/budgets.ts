import { Int, Text } from './fields.js';

/** The quota that may be spent in a calendar window, as a request sets it. A field that is left out stays as it is. */
export class BudgetFields {
  @Int({ optional: true, min: -1, description: 'Quota that may be spent in each window; -1: no budget' })
  budget_quota?: number;
  @Text({
    optional: true,
    oneOf: ['hour', 'day', 'week', 'month'],
    description: 'The calendar window, by default a month. Another one begins with nothing spent',
  })
  budget_period?: string;
  @Text({
    optional: true,
    max: 64,
    example: 'Europe/Berlin',
    description: 'IANA name of the time zone in which windows begin, by default UTC',
  })
  budget_timezone?: string;
}

/** A budget and its current window; without a budget all of it is absent. */
export class BudgetView {
  @Int({ optional: true, description: 'Quota that may be spent in each window' }) budget_quota?: number;
  @Text({ optional: true, description: 'hour, day, week or month' }) budget_period?: string;
  @Text({ optional: true }) budget_timezone?: string;
  @Int({ optional: true, description: 'Settled in the current window, in quota' }) budget_used?: number;
  @Int({ optional: true, description: 'When the next window begins, in Unix seconds' }) budget_resets_at?: number;
}
