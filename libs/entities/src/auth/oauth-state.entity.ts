import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A third-party login on its way, by the SHA-256 of its 256-bit state. Consumed by one DELETE. */
@Entity({ schema: 'auth', name: 'oauth_states' })
export class OAuthState {
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  /** The browser that began it: hash of its binding cookie. */
  @Column({ type: 'text' }) browser: string;
  /** Null where the client builds the authorise address itself and has not said for whom. */
  @Column({ type: 'text', nullable: true }) provider: string | null;
  /** The user and session to bind to; null for a login. */
  @Index('oauth_states_user_id')
  @Column({ type: 'bigint', nullable: true })
  user_id: number | null;
  @Column({ type: 'bigint', nullable: true }) session_id: number | null;
  @Column({ type: 'text', default: '' }) aff_code: string;
  /** PKCE verifier and nonce, sealed; null where the client builds the authorise address. */
  @Column({ type: 'bytea', nullable: true }) proof: Buffer | null;
  @Index('oauth_states_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
