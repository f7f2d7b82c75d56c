import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A mail that the mail server did not accept. */
@Entity({ schema: 'auth', name: 'mail_failures' })
export class MailFailure {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Index('mail_failures_created_at')
  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
  /** recipient, login, server or connection. */
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text' }) address: string;
  /** The reply code of the server. Null if there was no answer. */
  @Column({ type: 'int', nullable: true }) code: number | null;
  @Column({ type: 'text' }) response: string;
  /** True if it is not retried. */
  @Column({ type: 'boolean' }) final: boolean;
}
