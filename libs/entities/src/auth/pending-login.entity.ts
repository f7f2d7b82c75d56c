import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A login whose first factor was right and whose second is still to come. Consumed by one DELETE. */
@Entity({ schema: 'auth', name: 'pending_logins' })
export class PendingLogin {
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  @Index('pending_logins_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  /** How the first factor was given: password, github, ... */
  @Column({ type: 'text' }) method: string;
  /** Wrong second factors so far. */
  @Column({ type: 'smallint', default: 0 }) misses: number;
  /** Begun while the password was locked: password and second factor are judged together. */
  @Column({ type: 'boolean', default: false }) behind_lock: boolean;
  @Column({ type: 'boolean', default: true }) password_right: boolean;
  @Index('pending_logins_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
