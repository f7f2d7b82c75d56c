import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One account's part in a transaction. Never changed, never deleted. System legs have no balance, version or hash. */
@Entity({ schema: 'ledger', name: 'entries' })
@Index('entries_account_version', ['account_id', 'version'], { unique: true, where: 'version IS NOT NULL' })
export class LedgerEntry {
  @PrimaryColumn({ type: 'bigint' }) transaction_id: number;
  @PrimaryColumn({ type: 'bigint' }) account_id: number;
  @Column({ type: 'bigint' }) amount: number;
  @Column({ type: 'bigint', nullable: true }) balance_after: number | null;
  /** 1, 2, 3, ... within the account. */
  @Column({ type: 'bigint', nullable: true }) version: number | null;
  /** SHA-256 over the entry before it and this one; see ledger.entry_hash. */
  @Column({ type: 'bytea', nullable: true }) hash: Buffer | null;
}
