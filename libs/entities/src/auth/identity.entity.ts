import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A linked account elsewhere: the provider and its immutable subject, never a name or an address. */
@Entity({ schema: 'auth', name: 'identities' })
@Index('identities_user_provider', ['user_id', 'provider'], { unique: true })
export class LinkedIdentity {
  /** github, discord, oidc, linuxdo, wechat or telegram; `custom:<id>` of a provider that root made. */
  @PrimaryColumn({ type: 'text' }) provider: string;
  /** The provider's immutable id; of oidc and custom providers, whose ids are unique at their issuer only, issuer, space and id. */
  @PrimaryColumn({ type: 'text' }) subject: string;
  @Column({ type: 'bigint' }) user_id: number;
  /** So that no custom provider is deleted to which an account is bound. */
  @Index('identities_custom_provider_id', { where: 'custom_provider_id IS NOT NULL' })
  @Column({ type: 'bigint', nullable: true })
  custom_provider_id: number | null;
  /** Made by the sign-up, or while the account's address was verified. The others do not outlive a password reset. */
  @Column({ type: 'boolean', default: false }) vouched: boolean;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) last_login_at: Date | null;
}
