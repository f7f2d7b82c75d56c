import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A key for the relay. Looked up by an HMAC, sealed so that its owner can see it again; its money figures are in ledger.keys. */
@Entity({ schema: 'auth', name: 'api_keys' })
export class ApiKeyRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Index('api_keys_user_id')
  @Column({ type: 'bigint' })
  user_id: number;
  /** HMAC-SHA256 of the key's SHA-256. */
  @Index('api_keys_lookup', { unique: true })
  @Column({ type: 'bytea' })
  lookup: Buffer;
  @Column({ type: 'bytea' }) sealed: Buffer;
  @Column({ type: 'text', default: '' }) name: string;
  /** 1 enabled, 2 disabled. Expired and exhausted are read off the other columns. */
  @Column({ type: 'smallint', default: 1 }) status: number;
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' }) created_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) expires_at: Date | null;
  @Column({ type: 'boolean', default: false }) model_limits_enabled: boolean;
  @Column({ type: 'text', default: '' }) model_limits: string;
  @Column({ type: 'text', default: '' }) allow_ips: string;
  @Column({ type: 'text', default: '' }) group: string;
  /** With the group `auto`: whether the relay tries the next group after a failure. */
  @Column({ type: 'boolean', default: false }) cross_group_retry: boolean;
  /** With the group `auto`: the groups it chooses among; null for those of the option AutoGroups. */
  @Column({ type: 'text', array: true, nullable: true }) auto_groups: string[] | null;
  @Index('api_keys_deleted_at', { where: 'deleted_at IS NOT NULL' })
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at: Date | null;
}
