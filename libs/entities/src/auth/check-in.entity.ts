import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A daily check-in: one row for each user and calendar day of the site's time zone. */
@Entity({ schema: 'auth', name: 'check_ins' })
export class CheckIn {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  @PrimaryColumn({ type: 'date' }) day: string;
  @Column({ type: 'bigint' }) quota: number;
  /** Brought by an import: its quota is part of the imported balance, so it has no posting. */
  @Column({ type: 'boolean', default: false }) imported: boolean;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
