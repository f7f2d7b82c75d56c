import { Entity, Index, PrimaryColumn } from 'typeorm';

/** An id elsewhere that came with an import and opens no account by itself: a login name at GitHub, or a provider we do not have. */
@Entity({ schema: 'auth', name: 'imported_identities' })
export class ImportedIdentity {
  @PrimaryColumn({ type: 'text' }) provider: string;
  /** Of GitHub the login name in lower case. */
  @PrimaryColumn({ type: 'text' }) subject: string;
  @Index('imported_identities_user_id')
  @PrimaryColumn({ type: 'bigint' })
  user_id: number;
}
