import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The one live code of an address: written once its mail was taken by the mail server, replaced by the next one. */
@Entity({ schema: 'auth', name: 'mail_codes' })
export class MailCode {
  /** verification: proves an address, at sign-up or on an account. */
  @PrimaryColumn({ type: 'text' }) purpose: string;
  @PrimaryColumn({ type: 'text' }) address_key: string;
  /** HMAC of purpose, address and code: six characters must not be found by trying them all against a copy of the table. */
  @Column({ type: 'bytea' }) code_hash: Buffer;
  /** The user who was logged in and asked for it; only that user may put the address on the account with it. */
  @Index('mail_codes_user_id')
  @Column({ type: 'bigint', nullable: true })
  user_id: number | null;
  /** Wrong tries so far; the fifth kills the code. */
  @Column({ type: 'smallint', default: 0 }) misses: number;
  @Index('mail_codes_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
