import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Figures that mirror money, moved by the posting that causes them. */
@Entity({ schema: 'ledger', name: 'counters' })
export class LedgerCounter {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  @Column({ type: 'bigint', default: 0 }) used_quota: number;
  @Column({ type: 'bigint', default: 0 }) request_count: number;
  @Column({ type: 'bigint', default: 0 }) aff_count: number;
  @Column({ type: 'bigint', default: 0 }) aff_history_quota: number;
}
