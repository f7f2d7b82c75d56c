import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Quota set aside for a request that is being served. */
@Entity({ schema: 'ledger', name: 'reservations' })
export class Reservation {
  @PrimaryColumn({ type: 'text' }) request_id: string;
  @Column({ type: 'bigint' }) user_id: number;
  @Column({ type: 'bigint', nullable: true }) key_id: number | null;
  @Column({ type: 'bigint' }) amount: number;
  /** What it holds of limited plans and of plans without a limit; the rest is held of the balance. */
  @Column({ type: 'bigint', default: 0 }) plan_amount: number;
  @Column({ type: 'bigint', default: 0 }) free_amount: number;
  @Column({ type: 'text', default: 'open' }) state: 'open' | 'settled' | 'released' | 'expired';
  @Column({ type: 'timestamptz' }) created_at: Date;
  @Column({ type: 'timestamptz' }) expires_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) ended_at: Date | null;
}
