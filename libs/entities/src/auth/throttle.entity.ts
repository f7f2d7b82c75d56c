import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The attempts against one account, or from one address, on one kind of credential. Written by `auth.reserve_attempt` and its
 * siblings only.
 */
@Entity({ schema: 'auth', name: 'throttles' })
export class ThrottleBucket {
  /**
   * password, second_factor, passkey, mail_code or reset; with `*` at the end if all networks share the count, with `@` in
   * front if it counts a client address. `lock_notice`: the owner has had a mail about a lock.
   */
  @PrimaryColumn({ type: 'text' }) kind: string;
  /** SHA-256 of what is counted. */
  @PrimaryColumn({ type: 'bytea' }) key: Buffer;
  /** The user whose credential is counted, so that a lock can be shown and ended. */
  @Index('throttles_user_id')
  @Column({ type: 'bigint', nullable: true })
  user_id: number | null;
  /** Wrong attempts in this window. */
  @Column({ type: 'int', default: 0 }) misses: number;
  /** Attempts let through whose outcome is not known yet. They count as wrong until it is. */
  @Column({ type: 'int', default: 0 }) reserved: number;
  /** After this the reserved attempts count as wrong, because the process that tried them has crashed. */
  @Column({ type: 'timestamptz', nullable: true }) lease_until: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) window_until: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) locked_until: Date | null;
  /** Locks of the last day; each is twice as long as the one before, up to a limit. */
  @Column({ type: 'int', default: 0 }) strikes: number;
  /** Attempts turned away unverified. */
  @Column({ type: 'bigint', default: 0 }) refused: number;
  @Index('throttles_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
