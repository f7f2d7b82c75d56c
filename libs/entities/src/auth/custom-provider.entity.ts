import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An OAuth provider that root made. An account there is an identity whose provider is `custom:<id>`. */
@Entity({ schema: 'auth', name: 'custom_providers' })
export class CustomProviderRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'BY DEFAULT' }) id: number;
  @Column({ type: 'text' }) name: string;
  /** Its name in paths. */
  @Index('custom_providers_slug', { unique: true })
  @Column({ type: 'text' })
  slug: string;
  @Column({ type: 'text', default: '' }) icon: string;
  @Column({ type: 'boolean', default: false }) enabled: boolean;
  @Column({ type: 'text' }) client_id: string;
  /** Sealed. */
  @Column({ type: 'bytea' }) client_secret: Buffer;
  @Column({ type: 'text' }) authorization_endpoint: string;
  @Column({ type: 'text' }) token_endpoint: string;
  @Column({ type: 'text' }) user_info_endpoint: string;
  @Column({ type: 'text', default: '' }) scopes: string;
  @Column({ type: 'text', default: 'sub' }) user_id_field: string;
  @Column({ type: 'text', default: '' }) username_field: string;
  @Column({ type: 'text', default: '' }) display_name_field: string;
  @Column({ type: 'text', default: '' }) email_field: string;
  @Column({ type: 'text', default: '' }) well_known: string;
  /** 0 automatic, 1 secret in the body, 2 in the header. */
  @Column({ type: 'smallint', default: 0 }) auth_style: number;
  /** JSON text, or empty. */
  @Column({ type: 'text', default: '' }) access_policy: string;
  @Column({ type: 'text', default: '' }) access_denied_message: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
