import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A setting that root changed; a key without a row has its default. */
@Entity({ schema: 'admin', name: 'options' })
export class Option {
  @PrimaryColumn({ type: 'text' }) key: string;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) updated_at: Date;
}

/** One row: the version of all options together, raised with every change. */
@Entity({ schema: 'admin', name: 'option_version' })
export class OptionVersion {
  @PrimaryColumn({ type: 'boolean', default: true }) id: boolean;
  @Column({ type: 'bigint', default: 1 }) version: number;
}

/** A running replica and the version of the options it holds. Not logged: it is back within a second of a crash. */
@Entity({ schema: 'admin', name: 'option_replicas' })
export class OptionReplica {
  @PrimaryColumn({ type: 'uuid' }) replica: string;
  @Column({ type: 'bigint' }) version: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) seen_at: Date;
}
