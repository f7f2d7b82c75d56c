import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A code that proves an address, for one requester. It is stored before its mail is sent. */
@Entity({ schema: 'auth', name: 'address_codes' })
export class AddressCode {
  /** verification: proves an address, at sign-up or on an account. */
  @PrimaryColumn({ type: 'text' }) purpose: string;
  @PrimaryColumn({ type: 'text' }) address_key: string;
  /** `user:<id>`, or `guest:<network>`. */
  @PrimaryColumn({ type: 'text' }) requester: string;
  /** HMAC of purpose, address and code, because six characters could be found by trying all of them against a plain hash. */
  @Column({ type: 'bytea' }) code_hash: Buffer;
  /** The account that requested it, and may use it. Null for a guest. */
  @Index('address_codes_user_id')
  @Column({ type: 'bigint', nullable: true })
  user_id: number | null;
  /** Wrong attempts. The fifth voids the code. */
  @Column({ type: 'smallint', default: 0 }) misses: number;
  @Index('address_codes_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
