/** The meaning of a finding, and advice for the operator. */
interface ReasonText {
  readonly what: string;
  readonly advice?: string;
}

const RESET = 'The user logs in another way, or asks for a reset link by e-mail; an administrator can set a password.';

const REASONS: Readonly<Record<string, ReasonText>> = {
  differs: {
    what: 'source and target differ',
    advice: 'Run the command with --delta, unless people work in the target already.',
  },
  'id-out-of-range': { what: 'the number of the row is below 1 or above 2^53' },
  'figure-out-of-range': { what: 'a figure does not fit; the nearest one that fits was taken' },
  // users
  'name-made': { what: 'there was no user name; one was made from the number' },
  'name-cleaned': { what: 'the user name had blanks at its ends or control characters' },
  'name-taken': {
    what: 'the user name is that of another user here',
    advice: 'Tell these users their new name. Their e-mail address logs them in, too.',
  },
  'email-shared': {
    what: 'the e-mail address is that of an earlier or live user: it stays visible, but logs nobody in',
  },
  'email-invalid': { what: 'this is no e-mail address and was left out' },
  'setting-broken': { what: 'the settings are no JSON object: defaults apply; the text is in admin.import_kept' },
  'setting-field-dropped': { what: 'a setting has a value that is not allowed: its default applies' },
  'further-root': { what: 'there can be one root: this one is an administrator now' },
  'role-trusted': {
    what: 'trusted staff of one-hub: an ordinary user here',
    advice: 'Make those administrators who need it.',
  },
  'role-unknown': { what: 'the role is unknown: an ordinary user, disabled', advice: 'Enable those whom you know.' },
  'status-unknown': {
    what: 'the status is unknown: disabled, as the source refuses the login',
    advice: 'Enable those whom you know.',
  },
  'group-auto': { what: 'the group auto is for keys: the user is in default' },
  'quota-out-of-range': {
    what: 'the balance does not fit (2^53 and more): it was refused and is 0',
    advice: 'Set the balance by hand.',
  },
  'affiliate-out-of-range': { what: 'the affiliate balance is below zero or too large: it is 0' },
  'affiliate-above-history': { what: 'the affiliate balance is larger than its history; both came over' },
  'password-not-bcrypt': { what: 'the password column holds no bcrypt hash: there is no password', advice: RESET },
  'access-token-form': {
    what: 'the access token is not 28 to 32 characters of base64: it was left out',
    advice: 'The user makes a new one.',
  },
  'inviter-missing': { what: 'the inviter does not exist' },
  'inviter-self': { what: 'the user was invited by itself' },
  'inviter-ring': { what: 'invitations form a ring; that of the oldest account was cut' },
  // third-party logins
  'identity-of-deleted-user': { what: 'the account is deleted: the third-party login is not moved' },
  'identity-taken': {
    what: 'the same third-party account is bound to an earlier user',
    advice: 'The user logs in another way.',
  },
  'identity-malformed': { what: 'the id at the provider is no id' },
  'github-login-name': {
    what: 'GitHub is bound by login name, which can pass to another person: it opens nothing by itself',
    advice: 'The user logs in another way and binds GitHub, or you set ImportedGitHubLoginUntil for a while.',
  },
  'identity-without-provider': {
    what: 'a login by a provider that is not here, or whose issuer is unknown; kept, opens nothing',
    advice: 'The user logs in another way.',
  },
  // second factors
  'factor-pending': { what: 'the second factor was never confirmed' },
  'factor-deleted': { what: 'the second factor was switched off' },
  'factor-secret-empty': {
    what: 'the second factor was on with an empty secret, which protects nothing',
    advice: 'Ask these users to set a second factor up anew.',
  },
  'factor-secret-malformed': {
    what: 'the secret of the second factor is no base32 of 10 bytes or more',
    advice: 'Ask these users to set a second factor up anew.',
  },
  'factor-secret-cleaned': { what: 'the secret of the second factor had blanks or small letters; codes work now' },
  'factor-of-missing-user': { what: 'a second factor without a live user' },
  'factor-without-codes': {
    what: 'a second factor without backup codes',
    advice: 'Suggest to these users to make new ones.',
  },
  'backup-code-replaced': { what: 'the backup code was replaced by a later one' },
  'backup-code-not-bcrypt': { what: 'the backup code is not stored as a hash; the source refuses it, too' },
  'backup-code-without-factor': { what: 'a backup code without a second factor in force' },
  'backup-code-twice': { what: 'the same backup code twice' },
  'passkey-deleted': { what: 'the passkey was deleted' },
  'passkey-of-missing-user': { what: 'a passkey without a live user' },
  'passkey-broken': { what: 'the passkey cannot be read', advice: 'The user makes a new one.' },
  'passkey-twice': { what: 'the same passkey twice' },
  // keys
  'key-empty': { what: 'the key is empty' },
  'key-twice': { what: 'the same key as an earlier one' },
  'key-of-missing-user': { what: 'the key of a user who does not exist' },
  'key-of-deleted-user': { what: 'the key of a deleted user: disabled' },
  'key-with-prefix': {
    what: 'the key is stored with sk-, so that it never worked: disabled',
    advice: 'The user makes a new one.',
  },
  'key-below-zero': { what: 'the rest of the key is below zero: it is 0' },
  'key-out-of-range': { what: 'the rest of the key does not fit: the largest one that fits was taken' },
  'key-name-made': { what: 'there was no name; one was made from the number' },
  'key-status-unknown': { what: 'the status is unknown: disabled' },
  'key-state-switched-off': { what: 'marked as expired or used up although time and rest say otherwise: disabled' },
  'key-expired-at-zero': { what: 'the expiry is 0, which is in the past: expired' },
  'key-without-models': { what: 'limited to models, but names none: it opens none' },
  'key-list-had-no-effect': {
    what: 'the list of addresses had no effect in the source; here it has',
    advice: 'Tell the owners: from other addresses the key is refused now.',
  },
  'key-address-unreadable': {
    what: 'the list of addresses has an entry that is no address: the key is refused everywhere',
    advice: 'The owner corrects the list.',
  },
  'key-setting-unreadable': { what: 'the limits cannot be read: disabled', advice: 'The owner sets the limits anew.' },
  'key-billing-tag': { what: 'a billing tag, which is not kept' },
  'key-field-without-place': { what: 'a setting of the key that is not kept' },
  // codes
  'code-empty': { what: 'the code is empty' },
  'code-too-long': { what: 'the code has more than 64 characters' },
  'code-twice': { what: 'the same code as an earlier one' },
  'code-status-unknown': { what: 'the status is unknown: disabled' },
  'code-quota-disabled': { what: 'the code is worth nothing, less, or too much: disabled' },
  'code-quota-out-of-range': { what: 'the worth does not fit; the nearest one that fits was taken' },
  'code-enabled-with-user': {
    what: 'unused, but names a user: disabled',
    advice: 'Enable it only if the user got nothing for it.',
  },
  'code-used-by-nobody': { what: 'used, but the source does not know by whom' },
  'code-redeemed-before-made': { what: 'redeemed before it was made; the times came over' },
  // orders
  'order-number-made': { what: 'there was no order number; one was made' },
  'order-number-too-long': { what: 'the order number has more than 64 characters' },
  'order-twice': { what: 'the same order number as an earlier one' },
  'order-expired': { what: 'pending, and cannot be paid here any more: expired, and never credited by a late notice' },
  'order-status-unknown': { what: 'the status is none that is known: closed, not paid; the word is kept' },
  'order-money-unreadable': { what: 'the money is no amount: 0' },
  'order-money-below-zero': { what: 'the money is below zero; it came over' },
  'order-completed-before-made': { what: 'completed before it was made; the times came over' },
  'order-of-missing-user': { what: 'the order of a user who does not exist: history' },
  'order-copy-of-subscription': {
    what: 'the copy of a subscription order: its money is counted with the subscription',
  },
  // usage and what has no place
  'usage-of-one-hour': { what: 'counted with another row of the same user, hour and model' },
  'usage-without-time': { what: 'usage without a time' },
  'check-in-of-missing-user': { what: 'the check-in of a user who does not exist: history' },
  'check-in-twice': { what: 'a second check-in of the user on that day' },
  'check-in-without-day': { what: 'the day is no date' },
  'check-in-quota-out-of-range': { what: 'the award does not fit; the nearest one that fits was taken' },
  'plan-terms-unknown': {
    what: 'the terms of the plan are not allowed here: switched off',
    advice: 'Correct the plan before it is offered.',
  },
  'subscription-of-missing-user': { what: 'the subscription of a user who does not exist' },
  'subscription-without-end': { what: 'the subscription has no end' },
  'subscription-quota-out-of-range': { what: 'the quota does not fit; the nearest one that fits was taken' },
  'subscription-status-unknown': { what: 'the status is none that is known: cancelled' },
  'plan-orders-are-not-moved': {
    what: 'orders of plans stay in admin.import_kept; the subscriptions that came of them are moved',
    advice: 'A payment that is still open credits nothing here.',
  },
  'custom-providers-are-not-moved': {
    what: 'there are no custom login providers here yet; the rows are in admin.import_kept',
    advice: 'Their users log in another way.',
  },
  'claim-is-a-copy': { what: 'a copy of the id in the users table' },
  'single-rights-are-not-moved': { what: 'rights of single administrators: here the role decides' },
  // options
  'option-unknown': { what: 'an option that is not known here' },
  'option-of-the-relay': { what: 'an option of the relay, which stays there' },
  'option-invalid': { what: 'the value is not allowed here: the default applies', advice: 'Set the option anew.' },
  'option-renamed': { what: 'the option has another name here' },
  'option-switched-off': {
    what: 'the switch was on without its settings, which would lock people out: off',
    advice: 'Set what is missing, then switch it on.',
  },
  'group-without-ratio': { what: 'the group had no ratio: it has 1, as the source charged' },
  'passkeys-switched-on': { what: 'people have passkeys: passkey.enabled was switched on' },
  'gateway-not-moved': { what: 'a payment gateway that is off, or not known here' },
  'gateway-as-options': { what: 'the payment gateway became options' },
};

/** The text of a reason. Every reason that the tables use has one (checked). */
export function reasonText(reason: string): { what: string; advice: string } {
  const { what, advice = '' } = REASONS[reason] ?? { what: reason };
  return { what, advice };
}

/** Reasons that have a text. */
export const REASON_NAMES: readonly string[] = Object.keys(REASONS);
