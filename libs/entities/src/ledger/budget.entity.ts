import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a user or an API key may spend in a calendar window, and what of it is used. */
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
