const ACCOUNTS = 'apps/auth/src/accounts.int-spec.ts';
const READER = 'libs/account-rules/src/access/credential-reader.ts';
const FACTORS = 'apps/auth/src/second-factors/second-factors.repository.ts';
const FACTOR_SPEC = 'apps/auth/src/second-factors/second-factors.int-spec.ts';
const STATES = 'apps/auth/src/third-party/states.ts';
const RESETS = 'apps/auth/src/resets/resets.repository.ts';

/** Credentials, and what is good once. */
export const SIGN_IN = [
  {
    name: 'credentials are kept for a minute after they were read',
    edits: [
      {
        file: READER,
        find: 'session && this.loader.load(session),',
        replace: 'session && this.kept(session),',
      },
      {
        file: READER,
        find: '  /** Stores the time of the last use,',
        replace: `  private readonly cache = new Map<string, { until: number; row: Promise<R | undefined> }>();
  private kept(hash: string): Promise<R | undefined> {
    const known = this.cache.get(hash);
    if (known && known.until > Date.now()) return known.row;
    const row = this.loader.load(hash);
    this.cache.set(hash, { until: Date.now() + 60_000, row });
    return row;
  }

  /** Stores the time of the last use,`,
      },
    ],
    check: { spec: ACCOUNTS, test: 'is refused on every replica right after logout' },
    reported: /Expected: "CREDENTIAL_INVALID"[^]*Received: "done"/,
  },
  {
    name: 'a credential speaks for any user',
    edits: [
      {
        file: READER,
        find: `if (userId !== undefined && userId !== row.user_id) throw new AppError('NEW_API_USER_MISMATCH');`,
        replace: '',
      },
    ],
    check: { spec: ACCOUNTS, test: 'speaks for its own user only' },
    reported: /NEW_API_USER_MISMATCH/,
  },
  {
    name: 'no work for a name that nobody has',
    edits: [
      {
        file: 'libs/platform/src/passwords/password-hasher.ts',
        find: `if (stored === '') return this.verifyNobody(password);`,
        replace: `if (stored === '') return false && this.verifyNobody(password);`,
      },
    ],
    check: { spec: ACCOUNTS, test: 'takes as long for an unknown name' },
    reported: /AUC/,
  },
  {
    name: 'a password that was changed meanwhile still logs in',
    edits: [
      {
        file: 'apps/auth/src/logins/logins.service.ts',
        find: 'this.logins.lock(tx, proof.userId, proof.verifiedHash ?? null)',
        replace: 'this.logins.lock(tx, proof.userId, null)',
      },
    ],
    check: { spec: ACCOUNTS, test: 'is void when the password changed between the check and the session' },
    reported: /expect\(/,
  },
  {
    name: 'a code of the app is good as often as it is shown',
    edits: [
      {
        file: FACTORS,
        find: 'AND confirmed_at IS NOT NULL AND last_step < $3',
        replace: 'AND confirmed_at IS NOT NULL',
      },
      {
        file: 'apps/auth/src/second-factors/code-check.ts',
        find: 'factor.epoch, factor.last_step);',
        replace: 'factor.epoch, 0);',
      },
    ],
    check: { spec: FACTOR_SPEC, test: 'accepts a code once' },
    reported: /expect\(/,
  },
  {
    name: 'the step of a code is compared, but not in the statement that takes it',
    edits: [
      {
        file: FACTORS,
        find: 'AND confirmed_at IS NOT NULL AND last_step < $3',
        replace: 'AND confirmed_at IS NOT NULL',
      },
    ],
    check: { spec: FACTOR_SPEC, test: 'accepts a code once' },
    reported: /expect\(/,
  },
  {
    name: 'a backup code is good again',
    edits: [
      {
        file: FACTORS,
        find: 'AND b.hash = ANY($2::bytea[]) AND b.used_at IS NULL',
        replace: 'AND b.hash = ANY($2::bytea[])',
      },
    ],
    check: { spec: FACTOR_SPEC, test: 'accepts a backup code once' },
    reported: /expect\(/,
  },
  {
    name: 'guesses are not counted',
    edits: [
      {
        file: 'libs/entities/src/migrations/1795410020000-throttle.ts',
        find: 'ELSIF r.misses + r.reserved >= p_policy[1] THEN',
        replace: 'ELSIF false THEN',
      },
    ],
    check: {
      spec: 'apps/auth/src/throttle/throttle.int-spec.ts',
      test: 'of 60 parallel wrong codes',
    },
    reported: /length: 5\b[^]*length: [56]\d\b/,
  },
  {
    name: 'the state of a third-party login is not used up',
    edits: [
      {
        file: STATES,
        find: `DELETE FROM auth.oauth_states WHERE hash = $1 AND browser = $2
      RETURNING provider, user_id, session_id, aff_code, proof, expires_at > now() AS live`,
        replace: `SELECT provider, user_id, session_id, aff_code, proof, expires_at > now() AS live
        FROM auth.oauth_states WHERE hash = $1 AND browser = $2`,
      },
    ],
    check: {
      spec: 'apps/auth/src/third-party/third-party.int-spec.ts',
      test: 'works for one of twenty concurrent requests',
    },
    reported: /expect\(/,
  },
  {
    name: 'a state is good in any browser',
    edits: [
      {
        file: STATES,
        find: 'WHERE hash = $1 AND browser = $2\n',
        replace: 'WHERE hash = $1 AND $2::bytea IS NOT NULL\n',
      },
    ],
    check: { spec: 'apps/auth/src/third-party/third-party.int-spec.ts', test: 'belongs to the browser it began in' },
    reported: /expect\(/,
  },
  {
    name: 'a reset link is good again',
    edits: [
      {
        file: RESETS,
        find: 'DELETE FROM auth.reset_tokens t USING auth.users u\n',
        replace: 'SELECT t.user_id FROM auth.reset_tokens t, auth.users u\n',
      },
      {
        file: RESETS,
        find: 'WHERE ${LIVE}\n      RETURNING t.user_id',
        replace: 'WHERE ${LIVE}',
      },
    ],
    check: { spec: 'apps/auth/src/mail/mail.int-spec.ts', test: 'works for one of twenty concurrent requests' },
    reported: /expect\(/,
  },
  {
    name: 'the counter of a passkey does not count',
    edits: [
      {
        file: 'apps/auth/src/passkeys/passkeys.repository.ts',
        find: 'WHERE id = $1 AND locked_at IS NULL AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING id',
        replace: 'WHERE id = $1 AND locked_at IS NULL RETURNING id',
      },
    ],
    check: {
      spec: 'apps/auth/src/passkeys/passkeys.int-spec.ts',
      test: 'locks a passkey whose counter does not increase',
    },
    reported: /expect\(/,
  },
  {
    name: 'a right that was taken from an administrator is not asked when the change locks its rows',
    edits: [
      {
        file: 'libs/account-rules/src/locks/lock-target.ts',
        find: 'await requirePermission(tx, actor, actor.permission);',
        replace: '',
      },
    ],
    check: {
      spec: 'apps/admin/src/users/permissions.int-spec.ts',
      test: 'that root takes while a request runs refuse the change when it locks the actor',
    },
    reported: /Received promise resolved/,
  },
  {
    name: 'an id of another server opens the account at a custom provider',
    edits: [
      {
        file: 'apps/auth/src/custom-providers/custom-provider.ts',
        find: 'subject: `${issuer} ${subject}`,',
        replace: 'subject: ` ${subject}`,',
      },
    ],
    check: {
      spec: 'apps/auth/src/custom-providers/custom-providers.int-spec.ts',
      test: 'is by its immutable id at its server',
    },
    reported: /not\.toBe/,
  },
];
