import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The refresh cookie of a bearer session. Each refresh replaces its rotating half; the family half stays. */
@Entity({ schema: 'auth', name: 'session_refreshes' })
export class SessionRefresh {
  @PrimaryColumn({ type: 'bigint' }) session_id: number;
  /** SHA-256 of the half that all cookies of the session share: it proves that an old cookie is genuine. */
  @Column({ type: 'bytea' }) family_hash: Buffer;
  /** SHA-256 of the rotating half in force. */
  @Column({ type: 'bytea' }) current_hash: Buffer;
  /** SHA-256 of the half before; at first of one that no cookie has. */
  @Column({ type: 'bytea' }) previous_hash: Buffer;
  /** With the previous half it gives the current one, so that two refreshes at once get the same cookie. */
  @Column({ type: 'bytea' }) salt: Buffer;
  /** When the current half came into force. */
  @Column({ type: 'timestamptz', default: () => 'now()' }) rotated_at: Date;
  /** When the previous half came into force. */
  @Column({ type: 'timestamptz', nullable: true }) previous_rotated_at: Date | null;
}

/** Proof of a step-up verification that a client sends in `X-Security-Proof`: of one session, for one scope. */
@Entity({ schema: 'auth', name: 'security_proofs' })
export class SecurityProof {
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  @Index('security_proofs_session_id')
  @Column({ type: 'bigint' })
  session_id: number;
  /** The operation that it allows: passkey.register, passkey.delete or channel.key.read. */
  @Column({ type: 'text' }) scope: string;
  /** How the user was verified: 2fa, passkey or password. */
  @Column({ type: 'text' }) method: string;
  @Column({ type: 'timestamptz' }) expires_at: Date;
}
