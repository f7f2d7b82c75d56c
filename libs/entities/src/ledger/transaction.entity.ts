import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One thing that happened to balances, once. Never changed, never deleted. */
@Entity({ schema: 'ledger', name: 'transactions' })
@Unique('transactions_once', ['kind', 'ref'])
export class LedgerTransaction {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) kind: string;
  /** The cause: a code's id, an order's number, a request's id. One posting for each kind and ref. */
  @Column({ type: 'text' }) ref: string;
  /** The user who did it; null for the system. */
  @Column({ type: 'bigint', nullable: true }) actor_id: number | null;
  @Column({ type: 'text', default: '' }) memo: string;
  @Column({ type: 'text', nullable: true }) request_id: string | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
