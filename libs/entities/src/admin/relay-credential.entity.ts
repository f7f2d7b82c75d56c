import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The credential of a relay. Only hashes are stored. */
@Entity({ schema: 'admin', name: 'relay_credentials' })
export class RelayCredential {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'bytea', unique: true }) hash: Buffer;
  /** Valid until previous_until, so that a relay can change over. */
  @Column({ type: 'bytea', nullable: true, unique: true }) previous_hash: Buffer | null;
  @Column({ type: 'timestamptz', nullable: true }) previous_until: Date | null;
  @Column({ type: 'text', array: true }) scopes: ('verify' | 'usage')[];
  /** Addresses or CIDR ranges; empty: anywhere. */
  @Column({ type: 'text', default: '' }) allow_ips: string;
  @Column({ type: 'timestamptz', nullable: true }) expires_at: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) revoked_at: Date | null;
}
