import { canonical } from '@tollgate/account-rules';
import { AppError } from '@tollgate/contracts';
import { isDomainOf } from '@tollgate/options';

/** An e-mail address in two forms: to send to, and to compare. */
export interface Address {
  readonly text: string;
  /** NFKC, lower case. */
  readonly key: string;
}

/** The local part and the domain after normalisation: no quoted forms, no comments, two labels or more. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

/**
 * Parses an address. It is normalised first, so that a look-alike of `@` or of a letter cannot pass the check and become
 * another address afterwards. Only ASCII is accepted; the lengths follow RFC 5321 section 4.5.3.1.
 * @throws AppError EMAIL_INVALID
 */
export function parseAddress(input: string): Address {
  const text = input.normalize('NFKC').trim();
  const cut = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, cut), text.slice(cut + 1)];
  if (cut < 1 || text.length > 254 || local.length > 64 || !LOCAL.test(local) || !DOMAIN.test(domain)) {
    throw new AppError('EMAIL_INVALID');
  }
  return { text, key: canonical(text) };
}

/** The options that restrict addresses. */
export interface AddressRules {
  /** The allowed domains; `*.edu.cn` stands for every domain below `edu.cn`. Null if all are allowed. */
  readonly domains: readonly string[] | null;
  /** Refuses `+` and `.` before the @, because one mailbox has many addresses with them. */
  readonly noAliases: boolean;
}

/**
 * Checks an address against the options.
 * @throws AppError EMAIL_DOMAIN_REFUSED, EMAIL_ALIAS_REFUSED
 */
export function checkAddressRules({ key }: Address, rules: AddressRules): void {
  const [local = '', domain = ''] = key.split('@');
  if (rules.domains && !rules.domains.some((allowed) => isDomainOf(allowed, domain))) {
    throw new AppError('EMAIL_DOMAIN_REFUSED');
  }
  if (rules.noAliases && /[+.]/.test(local)) throw new AppError('EMAIL_ALIAS_REFUSED');
}
