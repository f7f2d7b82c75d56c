import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A credit or a batch of codes that an administrator gave, or asked to give. */
@Entity({ schema: 'admin', name: 'grants' })
export class Grant {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'bigint' }) actor_id: number;
  /** Null if the request came with an access token. */
  @Column({ type: 'bigint', nullable: true }) session_id: number | null;
  /** `form`: typed into the edit form; `add`, `subtract`, `override`: `add_quota`; `codes`, `code`: redemption codes; `order`. */
  @Column({ type: 'text' }) kind: string;
  /** Id of the user, the batch or the code, or the order's number. */
  @Column({ type: 'text' }) target_id: string;
  /** The requested amount, or the new balance of `form` and `override`. */
  @Column({ type: 'bigint' }) value: number;
  /** Quota that it creates at most. */
  @Column({ type: 'bigint' }) amount: number;
  /** The caller's own number; unique per actor. */
  @Column({ type: 'text', nullable: true }) reference: string | null;
  @Column({ type: 'text', default: '' }) reason: string;
  /** pending, done or rejected. */
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'bigint', nullable: true }) transaction_id: number | null;
  /** The user's balance after it. */
  @Column({ type: 'bigint', nullable: true }) balance: number | null;
  @Column({ type: 'bigint', nullable: true }) decided_by: number | null;
  @Column({ type: 'timestamptz', nullable: true }) decided_at: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
