import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The spending limit of a user or an API key in a calendar window, and the part of it that is used. */
@Entity({ schema: 'ledger', name: 'budgets' })
export class Budget {
  @PrimaryColumn({ type: 'text' }) scope: 'user' | 'key';
  @PrimaryColumn({ type: 'bigint' }) id: number;
  @Column({ type: 'bigint' }) quota: number;
  @Column({ type: 'text' }) period: 'hour' | 'day' | 'week' | 'month';
  /** IANA name. */
  @Column({ type: 'text' }) timezone: string;
  @Column({ type: 'bigint', default: 0 }) used: number;
  @Column({ type: 'timestamptz' }) resets_at: Date;
}
