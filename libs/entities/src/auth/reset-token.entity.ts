import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The one live reset link of an account, as the SHA-256 of its 256-bit token. Consumed by one DELETE. */
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
}
