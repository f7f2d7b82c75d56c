import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A WebAuthn credential of a user. */
@Entity({ schema: 'auth', name: 'passkeys' })
export class Passkey {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Index('passkeys_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  /** Chosen by the authenticator, unique over all users; at most 1023 bytes. */
  @Index('passkeys_credential_id', { unique: true })
  @Column({ type: 'bytea' })
  credential_id: Buffer;
  /** COSE key. */
  @Column({ type: 'bytea' }) public_key: Buffer;
  /** The authenticator's count of signatures; zero for ever where it keeps none. */
  @Column({ type: 'bigint' }) counter: number;
  @Column({ type: 'text', array: true, default: [] }) transports: string[];
  /** The BE flag at registration; it never changes for one credential. */
  @Column({ type: 'boolean' }) backup_eligible: boolean;
  /** The BS flag at the last use. */
  @Column({ type: 'boolean' }) backed_up: boolean;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) last_used_at: Date | null;
  /** Since its counter ran backwards, which means that a copy of it exists. */
  @Column({ type: 'timestamptz', nullable: true }) locked_at: Date | null;
}

/** A question put to an authenticator, answered once at most. Consumed by one DELETE before the answer is looked at. */
@Entity({ schema: 'auth', name: 'passkey_challenges' })
export class PasskeyChallenge {
  /** SHA-256 of the challenge. */
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  /** register, login or verify. */
  @Column({ type: 'text' }) purpose: string;
  /** The session that asked; null for a login. */
  @Column({ type: 'bigint', nullable: true }) session_id: number | null;
  /** The browser that asked, for a login. */
  @Column({ type: 'bytea', nullable: true }) browser: Buffer | null;
  /** The scope of the verification if the client wants a proof token; else empty. */
  @Column({ type: 'text', default: '' }) scope: string;
  @Index('passkey_challenges_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}

/** That a session has just shown its user's passkey; taken by POST /api/verify. */
@Entity({ schema: 'auth', name: 'passkey_proofs' })
export class PasskeyProof {
  @PrimaryColumn({ type: 'bigint' }) session_id: number;
  @Column({ type: 'timestamptz' }) expires_at: Date;
}
