import { hashSecret, newSecret } from '@tollgate/platform/access';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { randomBytes } from 'node:crypto';
import { makeUser } from '../accounts/index.js';
import type { TestDatabase } from '../database/index.js';

export const PASSWORD = 'correct horse battery';
const AFFILIATE = 1e12;

/** A user with a session who never logs out. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly cookie: string;
}

/** Those who load the platform, and what they have to spend. */
export interface People {
  readonly users: readonly Person[];
  readonly admin: Person;
  /** Unused redemption codes. */
  readonly codes: string[];
}

/** Inserts them into the tables directly, because the test is about their use and not their creation. */
export async function arrange(db: TestDatabase, users: number, codes: number): Promise<People> {
  const hash = await new PasswordHasher().hash(PASSWORD);
  const person = async (role: number): Promise<Person> => {
    const { userId, username } = await makeUser(db, { affiliate: AFFILIATE, role });
    const cookie = newSecret();
    await db.owner.query('UPDATE auth.users SET password_hash = $2 WHERE id = $1', [userId, hash]);
    await db.owner.query(
      `WITH s AS (INSERT INTO auth.sessions (user_id, method, expires_at) VALUES ($1, 'password', now() + interval '1 day') RETURNING id)
       INSERT INTO auth.credentials (hash, kind, session_id, user_id) SELECT $2, 'cookie', id, $1 FROM s`,
      [userId, hashSecret(cookie)],
    );
    return { id: userId, username, cookie };
  };
  const made: Person[] = [];
  for (let i = 0; i < users; i += 1) made.push(await person(1));
  const admin = await person(10);
  const keys = Array.from({ length: codes }, () => randomBytes(16).toString('hex'));
  await db.owner.query(
    `INSERT INTO billing.redemptions (key, batch_id, created_by, name, quota)
     SELECT key, 1, $2, 'fault', 1000 + n FROM unnest($1::text[]) WITH ORDINALITY AS t(key, n)`,
    [keys, admin.id],
  );
  return { users: made, admin, codes: keys };
}
