import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Figures that a posting of kind import brought. Never changed, never deleted. */
@Entity({ schema: 'ledger', name: 'imported' })
export class LedgerImported {
  @PrimaryColumn({ type: 'bigint' }) transaction_id: number;
  @Index('imported_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  @Column({ type: 'bigint' }) used_quota: number;
  @Column({ type: 'bigint' }) request_count: number;
  @Column({ type: 'bigint' }) aff_count: number;
  @Column({ type: 'bigint' }) aff_history_quota: number;
}
