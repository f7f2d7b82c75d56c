import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { type SignUpGifts, signUpPostings } from '@tollgate/ledger';
import type { Tx } from '@tollgate/platform/db';
import { Options, quotaDisplay, switchSql } from '@tollgate/options';
import { refuseConfusable } from './confusable-names.js';
import { canonical } from './names.js';

/** An account to be made. */
export interface NewAccount {
  /** As `checkedUsername` gave it. */
  readonly username: string;
  readonly displayName?: string;
  /** Hash of the password; empty if the account has no password. */
  readonly passwordHash: string;
  readonly email?: { readonly address: string; readonly verified: boolean };
  readonly role?: number;
  readonly remark?: string;
  /** Affiliate code of the inviter; an unknown code is ignored. */
  readonly affiliateCode?: string;
  /** True if a person signs up. It is refused if registration is closed. */
  readonly selfMade: boolean;
  /** True if the person has had the sign-up gifts before: then the account gets none, and the inviter gets no reward. */
  readonly welcomedBefore?: boolean;
  readonly requestId: string;
}

const INSERT = {
  name: 'accounts.insert',
  text: `INSERT INTO auth.users (username, username_key, display_name, email, email_key, email_verified, password_hash, role, remark, inviter_id)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::bigint
          WHERE NOT $11 OR ${switchSql('RegisterEnabled')}
         ON CONFLICT DO NOTHING RETURNING id, inviter_id`,
};

// The exact code wins. Else letter case is ignored, but only if exactly one account matches.
const INVITER = {
  name: 'accounts.inviter',
  text: `SELECT coalesce(
           (SELECT id FROM auth.users WHERE aff_code = $1 AND deleted_at IS NULL),
           (SELECT min(id) FROM auth.users WHERE lower(aff_code) = lower($1) AND deleted_at IS NULL HAVING count(*) = 1)) AS id`,
} as const;

const NO_GIFTS: SignUpGifts = { newUser: 0, invitee: 0, inviter: 0 };

const OPEN_TO_ALL = { name: 'accounts.open_to_all', text: `SELECT ${switchSql('RegisterEnabled')} AS open` };

/** Makes accounts: the row, its ledger accounts and the gifts, in the transaction of the caller. */
@Injectable()
export class NewAccounts {
  constructor(private readonly options: Options) {}

  /**
   * Makes an account and returns its id. The unique indexes on the canonical name and the verified address are the guard.
   * @throws AppError USERNAME_TAKEN, REGISTRATION_CLOSED, AFF_CODE_UNKNOWN, USERNAME_CONFUSABLE
   */
  async create(tx: Tx, account: NewAccount): Promise<number> {
    return (await this.createInvited(tx, account)).id;
  }

  /** As `create`, and returns whether an inviter was found for the affiliate code. */
  async createInvited(tx: Tx, account: NewAccount): Promise<{ id: number; invited: boolean }> {
    const { username, email, selfMade, welcomedBefore = false } = account;
    const inviter = welcomedBefore ? null : await this.findInviter(tx, account.affiliateCode ?? '');
    if (selfMade) await refuseConfusable(tx, username, 0);
    const [row] = await tx.query<{ id: number; inviter_id: number | null }>(INSERT, [
      username,
      canonical(username),
      account.displayName || username,
      email?.address ?? '',
      email ? canonical(email.address) : '',
      email?.verified ?? false,
      account.passwordHash,
      account.role ?? 1,
      account.remark ?? '',
      inviter,
      selfMade,
    ]);
    if (!row) throw new AppError(await this.whyNot(tx, selfMade));
    const { requestId } = account;
    const display = quotaDisplay(this.options);
    const gifts = welcomedBefore ? NO_GIFTS : this.gifts();
    await signUpPostings(tx, { userId: row.id, inviterId: row.inviter_id, gifts, requestId, display });
    return { id: row.id, invited: row.inviter_id !== null };
  }

  /**
   * The inviter of a code as users type it: trimmed, and without regard to letter case if that is unambiguous.
   * @throws AppError AFF_CODE_UNKNOWN if the option `AffCodeMustExist` is on
   */
  private async findInviter(tx: Tx, typed: string): Promise<number | null> {
    const code = typed.trim();
    if (code === '') return null;
    const [row] = await tx.query<{ id: number | null }>(INVITER, [code]);
    if (!row?.id && this.options.get('AffCodeMustExist')) throw new AppError('AFF_CODE_UNKNOWN');
    return row?.id ?? null;
  }

  private gifts(): SignUpGifts {
    return {
      newUser: this.options.get('QuotaForNewUser'),
      invitee: this.options.get('QuotaForInvitee'),
      inviter: this.options.get('QuotaForInviter'),
    };
  }

  private async whyNot(tx: Tx, selfMade: boolean): Promise<'REGISTRATION_CLOSED' | 'USERNAME_TAKEN'> {
    const [row] = await tx.query<{ open: boolean }>(OPEN_TO_ALL);
    return selfMade && !row?.open ? 'REGISTRATION_CLOSED' : 'USERNAME_TAKEN';
  }
}
