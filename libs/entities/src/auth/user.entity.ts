import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A person's account. No balance here: see the ledger. Written by auth; admin has column grants for managing users. */
@Entity({ schema: 'auth', name: 'users' })
@Index('users_email_key_verified', ['email_key'], { unique: true, where: 'email_verified' })
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** As typed. Comparisons go by `username_key`. */
  @Column({ type: 'text' }) username: string;
  /** NFKC, lower case; unique over all rows, deleted ones included. */
  @Index('users_username_key', { unique: true })
  @Column({ type: 'text' })
  username_key: string;
  @Column({ type: 'text', default: '' }) display_name: string;
  @Column({ type: 'text', default: '' }) email: string;
  /** NFKC, lower case. Unique where verified, deleted rows included. */
  @Column({ type: 'text', default: '' }) email_key: string;
  @Column({ type: 'boolean', default: false }) email_verified: boolean;
  /** argon2id, or bcrypt of an imported account; empty for an account that has no password yet. */
  @Column({ type: 'text', default: '' }) password_hash: string;
  /** 1 user, 10 admin, 100 root. */
  @Column({ type: 'smallint', default: 1 }) role: number;
  /** 1 enabled, 2 disabled. */
  @Column({ type: 'smallint', default: 1 }) status: number;
  /** The reason that an administrator gave for disabling the account; empty while it is enabled. */
  @Column({ type: 'text', default: '' }) disable_reason: string;
  @Column({ type: 'text', default: 'default' }) group: string;
  @Index('users_aff_code', { unique: true })
  @Column({ type: 'text', nullable: true })
  aff_code: string | null;
  @Index('users_inviter_id')
  @Column({ type: 'bigint', nullable: true })
  inviter_id: number | null;
  /** Notification and client settings, as the client sent them; JSON object. */
  @Column({ type: 'jsonb', default: {} }) setting: object;
  /** JSON text, kept byte for byte. */
  @Column({ type: 'text', default: '' }) sidebar_modules: string;
  /** The rights of an administrator that differ from those of the role, by resource and action. */
  @Column({ type: 'jsonb', default: {} }) admin_permissions: object;
  @Column({ type: 'text', default: '' }) remark: string;
  @Column({ type: 'text', default: '' }) stripe_customer: string;
  /** Null of an imported account whose system does not say. */
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' }) created_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) last_login_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) deleted_at: Date | null;
}
