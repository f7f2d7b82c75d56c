import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The balance of an owner. Written by the functions of the ledger schema only. */
@Entity({ schema: 'ledger', name: 'accounts' })
@Index('accounts_user_kind', ['user_id', 'kind'], { unique: true })
@Index('accounts_system_kind', ['kind'], { unique: true, where: 'user_id IS NULL' })
export class LedgerAccount {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** Null for a system account. */
  @Column({ type: 'bigint', nullable: true }) user_id: number | null;
  /** quota, affiliate, debt or plan; for a system account its name. */
  @Column({ type: 'text' }) kind: string;
  /** 0 to 2^53-1; a debt is never above zero; null for a system account. */
  @Column({ type: 'bigint', nullable: true }) balance: number | null;
  /** Entries so far. */
  @Column({ type: 'bigint', default: 0 }) version: number;
  @Column({ type: 'bigint', default: 0 }) reserved: number;
  /** Hash of the newest entry. */
  @Column({ type: 'bytea', default: () => String.raw`'\x'` }) head: Buffer;
  /** Set when the user is erased; no posting reaches the account then. */
  @Column({ type: 'timestamptz', nullable: true }) closed_at: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
