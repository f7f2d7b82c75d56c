import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Proofs made elsewhere that were used here (Telegram's signature, Turnstile's token): each is good once. */
@Entity({ schema: 'auth', name: 'spent_proofs' })
export class SpentProof {
  /** telegram, or turnstile and what it was spent on. */
  @PrimaryColumn({ type: 'text' }) kind: string;
  @PrimaryColumn({ type: 'bytea' }) hash: Buffer;
  @Index('spent_proofs_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
