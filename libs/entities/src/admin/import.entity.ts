import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A move from another system: where from, and how far it has come. Written by the import command only. */
@Entity({ schema: 'admin', name: 'imports' })
export class Import {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** Address without login. */
  @Column({ type: 'text' }) source: string;
  /** Digest of what does not change in a source, so that it is recognised at another address. */
  @Column({ type: 'bytea' }) identity: Buffer;
  /** new-api-2025-11, new-api-2026-08, one-api or one-hub. */
  @Column({ type: 'text' }) system: string;
  /** The request of the operator: parts, logs, rule for names. */
  @Column({ type: 'jsonb', default: {} }) request: object;
  /** Counts of the source when the pass began; another count when it goes on means that the source was written to. */
  @Column({ type: 'jsonb', default: {} }) snapshot: object;
  /** Digests of the options as they were moved. */
  @Column({ type: 'jsonb', default: {} }) settings: object;
  /** Name and definition of each index that a first pass dropped and that is to be rebuilt. */
  @Column({ type: 'jsonb', default: [] }) indexes: object;
  /** Sums of both sides after the last pass. */
  @Column({ type: 'jsonb', default: [] }) sums: object;
  @Column({ type: 'integer', default: 0 }) passes: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) started_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) finished_at: Date | null;
}

/** How far one table has come. */
@Entity({ schema: 'admin', name: 'import_progress' })
export class ImportProgress {
  @PrimaryColumn({ type: 'bigint' }) import_id: number;
  @PrimaryColumn({ type: 'text' }) name: string;
  /** Key of the last row that was read. */
  @Column({ type: 'jsonb', default: [] }) last_key: object;
  @Column({ type: 'bigint', default: 0 }) read: number;
  @Column({ type: 'bigint', default: 0 }) moved: number;
  @Column({ type: 'bigint', default: 0 }) merged: number;
  @Column({ type: 'bigint', default: 0 }) refused: number;
  @Column({ type: 'boolean', default: false }) done: boolean;
}

/** An entry of the report about one row. */
@Entity({ schema: 'admin', name: 'import_notes' })
@Index('import_notes_name', ['import_id', 'name', 'reason', 'id'])
export class ImportNote {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'bigint' }) import_id: number;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) row_id: string;
  /** refused, merged, changed or notice. */
  @Column({ type: 'text' }) kind: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text', default: '' }) detail: string;
  /** By how much the target's sums fall short because of it. */
  @Column({ type: 'jsonb', default: {} }) amounts: object;
}

/** A row that has no place in the product yet, without its secrets, so that it can be moved once it has one. */
@Entity({ schema: 'admin', name: 'import_kept' })
export class ImportKept {
  @PrimaryColumn({ type: 'bigint' }) import_id: number;
  @PrimaryColumn({ type: 'text' }) name: string;
  @PrimaryColumn({ type: 'text' }) row_id: string;
  @Column({ type: 'jsonb' }) row: object;
}
