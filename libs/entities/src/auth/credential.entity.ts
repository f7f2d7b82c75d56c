import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Every secret that opens an account, as its SHA-256: session cookies, session tokens and access tokens alike. */
@Entity({ schema: 'auth', name: 'credentials' })
@Index('credentials_access_token', ['user_id'], { unique: true, where: "(kind = 'access_token'::text)" })
export class Credential {
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  /** cookie, session_token or access_token. */
  @Column({ type: 'text' }) kind: string;
  @Index('credentials_session_id')
  @Column({ type: 'bigint', nullable: true })
  session_id: number | null;
  @Index('credentials_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) last_used_at: Date | null;
  /** The end of a short-lived access token; null where the session's end is the credential's. */
  @Column({ type: 'timestamptz', nullable: true }) expires_at: Date | null;
}
