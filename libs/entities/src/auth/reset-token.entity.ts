import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The live reset links of an account, each as the SHA-256 of its 256-bit token. Consumed by one DELETE, all of them. */
@Entity({ schema: 'auth', name: 'reset_tokens' })
export class ResetToken {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  @Index('reset_tokens_hash', { unique: true })
  @Column({ type: 'bytea' })
  hash: Buffer;
  /** The address it was sent to: a link is void once the account has another one. */
  @Column({ type: 'text' }) address_key: string;
  @Index('reset_tokens_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
  /** The two before the newest, newest first, to the same address. */
  @Column({ type: 'bytea', array: true, default: [] }) earlier: Buffer[];
  @Column({ type: 'timestamptz', array: true, default: [] }) earlier_expire_at: Date[];
}
