import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row once the system was set up. */
@Entity({ schema: 'admin', name: 'setup' })
export class Setup {
  @PrimaryColumn({ type: 'boolean', default: true }) id: boolean;
  @Column({ type: 'text' }) version: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) initialized_at: Date;
}
