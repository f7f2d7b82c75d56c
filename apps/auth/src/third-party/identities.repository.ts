import { Injectable } from '@nestjs/common';
import { shownSubject } from '@tollgate/account-rules';
import { AppError } from '@tollgate/contracts';
import { Database, getSqlState, type Tx } from '@tollgate/platform/db';
import { numberSql } from '@tollgate/options';

/** The account of an identity. */
export interface IdentityOwner {
  readonly user_id: number;
  readonly status: number;
  readonly deleted: boolean;
}

/** A third-party account bound to a user. */
export interface BindingRow {
  readonly provider: string;
  readonly subject: string;
  /** The subject in the form that users see. */
  readonly shown: string;
  /** Unix seconds. */
  readonly bound_at: number;
  /** Of a provider that root made; null of a built-in one. */
  readonly custom: CustomProviderFacts | null;
}

export interface CustomProviderFacts {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly icon: string;
  readonly enabled: boolean;
}

/** The login methods besides bound accounts: password and passkeys. */
export interface OtherMethodsRow {
  readonly has_password: boolean;
  readonly has_passkey: boolean;
}

/** SQL of the custom provider that a provider's name stands for; null for a built-in one. */
function customId(value: string): string {
  return `substring(${value}::text from '^custom:(\\d+)$')::bigint`;
}

const OWNER = {
  name: 'identities.owner',
  text: `SELECT i.user_id, u.status, u.deleted_at IS NOT NULL AS deleted
           FROM auth.identities i JOIN auth.users u ON u.id = i.user_id WHERE i.provider = $1 AND i.subject = $2`,
};

const RECORD_LOGIN = {
  name: 'identities.record_login',
  text: `UPDATE auth.identities SET last_login_at = now()
          WHERE provider = $1 AND subject = $2 AND user_id = $3 RETURNING user_id`,
};

const ADD = {
  name: 'identities.add',
  text: `INSERT INTO auth.identities (provider, subject, user_id, vouched, custom_provider_id)
         VALUES ($1, $2, $3, true, ${customId('$1')})
         ON CONFLICT DO NOTHING RETURNING user_id`,
};

// Stored apart from the binding, which can be removed.
const TAKE_SIGN_UP_GIFT = {
  name: 'identities.welcome',
  text: `INSERT INTO auth.welcomed (provider, subject_hash) VALUES ($1, sha256(convert_to($1 || ':' || $2, 'UTF8')))
         ON CONFLICT DO NOTHING RETURNING provider`,
};

/**
 * Binds the imported account whose login name at the provider this is, once, while the option lets it: only a live account that has
 * no binding there, and only where no other imported account has that name.
 */
const CLAIM_IMPORTED = {
  name: 'identities.claim_imported',
  text: `WITH claimed AS (
           DELETE FROM auth.imported_identities i USING auth.users u
            WHERE i.provider = $1 AND i.subject = lower($2) AND ${numberSql('ImportedGitHubLoginUntil')} > extract(epoch FROM now())
              AND u.id = i.user_id AND u.status = 1 AND u.deleted_at IS NULL
              AND NOT EXISTS (SELECT FROM auth.identities b WHERE b.provider = $1 AND (b.user_id = i.user_id OR b.subject = $3))
              AND NOT EXISTS (SELECT FROM auth.imported_identities o
                               WHERE o.provider = $1 AND o.subject = i.subject AND o.user_id <> i.user_id)
           RETURNING i.user_id)
         INSERT INTO auth.identities (provider, subject, user_id, vouched) SELECT $1, $3, user_id, true FROM claimed
         RETURNING user_id`,
};

const REPLACE = {
  name: 'identities.replace',
  text: 'DELETE FROM auth.identities WHERE user_id = $1 AND provider = $2 AND subject <> $3',
};

const BIND = {
  name: 'identities.bind',
  text: `INSERT INTO auth.identities (provider, subject, user_id, vouched, custom_provider_id)
         SELECT $2, $3, id, email_verified, ${customId('$2')} FROM auth.users WHERE id = $1
         ON CONFLICT DO NOTHING RETURNING user_id`,
};

const LIST = {
  name: 'identities.list',
  text: `SELECT i.provider, i.subject, ${shownSubject('i')} AS shown, extract(epoch FROM i.created_at)::bigint AS bound_at,
                CASE WHEN c.id IS NOT NULL THEN json_build_object(
                  'id', c.id, 'name', c.name, 'slug', c.slug, 'icon', c.icon, 'enabled', c.enabled) END AS custom
           FROM auth.identities i LEFT JOIN auth.custom_providers c ON c.id = i.custom_provider_id WHERE i.user_id = $1`,
};

const OTHER_METHODS = {
  name: 'identities.ways',
  text: `SELECT password_hash <> '' AS has_password,
                EXISTS (SELECT 1 FROM auth.passkeys p WHERE p.user_id = u.id AND p.locked_at IS NULL) AS has_passkey
           FROM auth.users u WHERE id = $1`,
};

/** SQL of bound accounts. */
@Injectable()
export class IdentitiesRepository {
  constructor(private readonly database: Database) {}

  /** Finds the account of an identity. */
  async findOwner(provider: string, subject: string, tx?: Tx): Promise<IdentityOwner | undefined> {
    const [row] = await (tx ?? this.database).query<IdentityOwner>(OWNER, [provider, subject]);
    return row;
  }

  /** Stores a login with an identity. False if it does not belong to the account any more. */
  async recordLogin(tx: Tx, provider: string, subject: string, userId: number): Promise<boolean> {
    return (await tx.query(RECORD_LOGIN, [provider, subject, userId])).length > 0;
  }

  /** Adds the identity of a new account. False if another account has just taken it. */
  async add(tx: Tx, provider: string, subject: string, userId: number): Promise<boolean> {
    return (await refuseDeleted(tx.query(ADD, [provider, subject, userId]))).length > 0;
  }

  /**
   * Consumes the sign-up gift of an identity. False if an account was created with this identity before, even if it was
   * deleted.
   */
  async takeSignUpGift(tx: Tx, provider: string, subject: string): Promise<boolean> {
    return (await tx.query(TAKE_SIGN_UP_GIFT, [provider, subject])).length > 0;
  }

  /** Binds the one imported account that has this login name. Undefined if there is none, or if the option does not allow it. */
  async claimImported(tx: Tx, provider: string, login: string, subject: string): Promise<number | undefined> {
    const [row] = await tx.query<{ user_id: number }>(CLAIM_IMPORTED, [provider, login, subject]);
    return row?.user_id;
  }

  /** Binds an identity and replaces the other one of the same provider. False if it is bound already. */
  async bind(tx: Tx, provider: string, subject: string, userId: number): Promise<boolean> {
    await tx.query(REPLACE, [userId, provider, subject]);
    return (await refuseDeleted(tx.query(BIND, [userId, provider, subject]))).length > 0;
  }

  /** The bound accounts of a user. */
  async list(userId: number, tx?: Tx): Promise<BindingRow[]> {
    return (tx ?? this.database).query<BindingRow>(LIST, [userId]);
  }

  /** The login methods besides bound accounts. */
  async otherMethods(userId: number, tx?: Tx): Promise<OtherMethodsRow | undefined> {
    const [row] = await (tx ?? this.database).query<OtherMethodsRow>(OTHER_METHODS, [userId]);
    return row;
  }

  /** Removes the binding to a provider. */
  async remove(tx: Tx, userId: number, provider: string): Promise<void> {
    const text = 'DELETE FROM auth.identities WHERE user_id = $1 AND provider = $2';
    await tx.query({ name: 'identities.remove', text }, [userId, provider]);
  }

  /** Takes a user's address; false where there is none. */
  async clearEmail(tx: Tx, userId: number): Promise<boolean> {
    const text = `UPDATE auth.users SET email = '', email_key = '', email_verified = false
                   WHERE id = $1 AND email <> '' RETURNING id`;
    return (await tx.query({ name: 'identities.clear_email', text }, [userId])).length > 0;
  }
}

/** Turns the violation of the foreign key into a refusal: root deleted the custom provider during the login. */
async function refuseDeleted<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw getSqlState(error) === '23503' ? new AppError('INVALID_VALUE', { field: 'provider' }) : error;
  }
}
