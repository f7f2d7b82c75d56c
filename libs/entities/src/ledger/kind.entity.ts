import { Entity, PrimaryColumn } from 'typeorm';

/** A posting that a service may make: its kind, and the system account against it. */
@Entity({ schema: 'ledger', name: 'kinds' })
export class LedgerKind {
  @PrimaryColumn({ type: 'text' }) kind: string;
  /** auth, billing or admin. */
  @PrimaryColumn({ type: 'text' }) service: string;
  /** Empty for a posting between accounts of one user. */
  @PrimaryColumn({ type: 'text' }) account: string;
}
