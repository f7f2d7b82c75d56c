import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser in which this user has once logged in completely: strangers' wrong guesses do not lock it out. */
@Entity({ schema: 'auth', name: 'known_browsers' })
export class KnownBrowser {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  /** SHA-256 of the browser's binding cookie. */
  @PrimaryColumn({ type: 'bytea' }) browser: Buffer;
  @Index('known_browsers_last_login_at')
  @Column({ type: 'timestamptz', default: () => 'now()' })
  last_login_at: Date;
}
