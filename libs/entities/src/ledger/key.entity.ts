import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The remaining limit and the usage of an API key. The key itself is auth's. */
@Entity({ schema: 'ledger', name: 'keys' })
export class LedgerKey {
  @PrimaryColumn({ type: 'bigint' }) key_id: number;
  @Column({ type: 'bigint' }) user_id: number;
  @Column({ type: 'bigint' }) remain_quota: number;
  @Column({ type: 'boolean' }) unlimited: boolean;
  @Column({ type: 'bigint', default: 0 }) used_quota: number;
  @Column({ type: 'bigint', default: 0 }) reserved: number;
  @Column({ type: 'timestamptz', nullable: true }) used_at: Date | null;
}
