import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A linked account elsewhere: the provider and its immutable subject, never a name or an address. */
@Entity({ schema: 'auth', name: 'identities' })
@Index('identities_user_provider', ['user_id', 'provider'], { unique: true })
export class LinkedIdentity {
  /** github, discord, oidc, linuxdo, wechat or telegram. */
  @PrimaryColumn({ type: 'text' }) provider: string;
  @PrimaryColumn({ type: 'text' }) subject: string;
  @Column({ type: 'bigint' }) user_id: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
