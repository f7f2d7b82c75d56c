import { canonical } from '@tollgate/account-rules';
import { AppError } from '@tollgate/contracts';

/** An e-mail address: as it is written to, and as it is compared. */
export interface Address {
  readonly text: string;
  /** NFKC, lower case. */
  readonly key: string;
}

/** What may stand before and after the @, once normalised: no quoted forms, no comments, a domain of two labels or more. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

/**
 * Reads an address. It is normalised before it is judged, so that no look-alike of `@` or of a letter gets past the
 * check and becomes another address afterwards (ASCII only; RFC 5321 4.5.3.1 for the lengths).
 * @throws AppError EMAIL_INVALID
 */
export function checkedAddress(input: string): Address {
  const text = input.normalize('NFKC').trim();
  const cut = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, cut), text.slice(cut + 1)];
  if (cut < 1 || text.length > 254 || local.length > 64 || !LOCAL.test(local) || !DOMAIN.test(domain)) {
    throw new AppError('EMAIL_INVALID');
  }
  return { text, key: canonical(text) };
}

/** What root allows an address to look like. */
export interface AddressRules {
  /** The only domains there are; null where every one may come. */
  readonly domains: readonly string[] | null;
  /** Refuses `+` and `.` before the @, by which one mailbox has many addresses. */
  readonly noAliases: boolean;
}

/**
 * Holds an address against the rules.
 * @throws AppError EMAIL_DOMAIN_REFUSED, EMAIL_ALIAS_REFUSED
 */
export function refuseByRules({ key }: Address, rules: AddressRules): void {
  const [local = '', domain = ''] = key.split('@');
  if (rules.domains && !rules.domains.some((allowed) => canonical(allowed) === domain)) {
    throw new AppError('EMAIL_DOMAIN_REFUSED');
  }
  if (rules.noAliases && /[+.]/.test(local)) throw new AppError('EMAIL_ALIAS_REFUSED');
}
