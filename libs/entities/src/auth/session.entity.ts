import { Column, Entity, Generated, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One login on one device. Ending it deletes the row, and with it its credentials. */
@Entity({ schema: 'auth', name: 'sessions' })
export class Session {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** The id that clients name the session by. */
  @Index('sessions_sid', { unique: true })
  @Column({ type: 'uuid' })
  @Generated('uuid')
  sid: string;
  @Index('sessions_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', default: () => 'now()' }) last_used_at: Date;
  @Index('sessions_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
  @Column({ type: 'text', default: '' }) ip: string;
  @Column({ type: 'text', default: '' }) user_agent: string;
  /** How the session was begun: password, passkey, github, ... */
  @Column({ type: 'text', default: 'password' }) method: string;
  /** Until when a step-up verification holds. */
  @Column({ type: 'timestamptz', nullable: true }) verified_until: Date | null;
}
