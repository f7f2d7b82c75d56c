import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** That something was done; never changed. */
@Entity({ schema: 'admin', name: 'audit_events' })
export class AuditEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  /** Null for the system itself and for those who are not logged in. */
  @Column({ type: 'bigint', nullable: true }) actor_id: number | null;
  /** `user.update`, `option.update`, `security.login`, ... */
  @Column({ type: 'text' }) action: string;
  @Column({ type: 'text' }) target_type: string;
  @Column({ type: 'text', default: '' }) target_id: string;
  @Column({ type: 'text', default: '' }) request_id: string;
  /** SHA-256 of the salt and the detail in audit_values. */
  @Column({ type: 'bytea' }) digest: Buffer;
}

/** The part of an event that may have to be erased; JSON text as it was digested. */
@Entity({ schema: 'admin', name: 'audit_values' })
export class AuditValues {
  @PrimaryColumn({ type: 'bigint' }) event_id: number;
  @Column({ type: 'bytea' }) salt: Buffer;
  @Column({ type: 'text' }) detail: string;
}

/** Events that no seal covers yet; normally for less than a second. */
@Entity({ schema: 'admin', name: 'audit_unsealed' })
export class AuditUnsealed {
  @PrimaryColumn({ type: 'bigint' }) event_id: number;
}

/** A batch of events under a keyed digest that is chained to the seal before it. */
@Entity({ schema: 'admin', name: 'audit_seals' })
export class AuditSeal {
  @PrimaryColumn({ type: 'bigint' }) id: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) sealed_at: Date;
  @Column({ type: 'bigint', array: true }) event_ids: number[];
  /** Events sealed so far, these included. */
  @Column({ type: 'bigint' }) total: number;
  @Column({ type: 'bytea' }) mac: Buffer;
}
