import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A code that gives quota once. */
@Entity({ schema: 'billing', name: 'redemptions' })
@Index('redemptions_key', ['key'], { unique: true })
@Index('redemptions_used_user_id', ['used_user_id', 'id'], { where: 'used_user_id IS NOT NULL' })
export class Redemption {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** 32 hexadecimal characters; shown to administrators, so kept as it is. */
  @Column({ type: 'text' }) key: string;
  @Index('redemptions_batch_id')
  @Column({ type: 'bigint' })
  batch_id: number;
  /** The administrator who made it. */
  @Column({ type: 'bigint' }) created_by: number;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'bigint' }) quota: number;
  /** 1 unused, 2 disabled, 3 used. */
  @Column({ type: 'smallint', default: 1 }) status: number;
  @Column({ type: 'bigint', nullable: true }) used_user_id: number | null;
  @Column({ type: 'timestamptz', nullable: true }) redeemed_at: Date | null;
  /** Null: never. */
  @Column({ type: 'timestamptz', nullable: true }) expires_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' }) created_at: Date | null;
  /** used: redeemed before an import brought it; other: brought by an import. */
  @Column({ type: 'text', default: '' }) imported: string;
  @Column({ type: 'timestamptz', nullable: true }) deleted_at: Date | null;
  /** The grant by which it was made; null for codes that are older than grants. */
  @Column({ type: 'bigint', nullable: true }) grant_id: number | null;
}
