import { Entity, PrimaryColumn } from 'typeorm';

/**
 * Accounts elsewhere by which an account was made here, and the gifts of a sign-up given. They outlast the binding and the
 * account, because the gifts are given only once. Personal data still: a hash of a number can be found by trying.
 */
@Entity({ schema: 'auth', name: 'welcomed' })
export class SignupGiftGrant {
  @PrimaryColumn({ type: 'text' }) provider: string;
  /** SHA-256 of provider and subject, with a colon between. */
  @PrimaryColumn({ type: 'bytea' }) subject_hash: Buffer;
}
