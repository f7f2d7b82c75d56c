import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A user's authenticator app. In force once `confirmed_at` is set. */
@Entity({ schema: 'auth', name: 'two_factors' })
export class TwoFactor {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  /** The shared secret (base32), encrypted with the row's place as associated data. */
  @Column({ type: 'bytea' }) secret: Buffer;
  @Column({ type: 'timestamptz', nullable: true }) confirmed_at: Date | null;
  /** The step (RFC 6238) of the last code taken: that code and all before it are over. */
  @Column({ type: 'bigint', default: 0 }) last_step: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}

/** A code for when the app is lost; good once. */
@Entity({ schema: 'auth', name: 'backup_codes' })
export class BackupCode {
  @PrimaryColumn({ type: 'bigint' })
  user_id: number;
  /**
   * HMAC under a key that is not in the database: at 41 bits a plain hash could be searched. Of an imported code the 60 bytes of
   * its bcrypt text.
   */
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  @Column({ type: 'timestamptz', nullable: true }) used_at: Date | null;
}
