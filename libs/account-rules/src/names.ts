import { AppError } from '@tollgate/contracts';

/** The form in which user names and e-mail addresses are compared and kept unique: NFKC, lower case, trimmed. */
export function canonical(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

/**
 * A user name as it will be stored: trimmed, 1 to 20 code points, no control characters, no `@` in the form that is
 * compared (login by e-mail would be ambiguous).
 * @throws AppError INVALID_VALUE
 */
export function checkedUsername(text: string): string {
  const name = text.trim();
  const key = canonical(name);
  const length = [...name].length;
  if (length < 1 || length > 20 || key.includes('@') || /\p{C}/u.test(name) || key === '') {
    throw new AppError('INVALID_VALUE', { field: 'username' });
  }
  return name;
}

/**
 * The user name a form asks for, or undefined where it sends along the one there is, as forms do: an imported one need not
 * pass the check.
 * @throws AppError INVALID_VALUE
 */
export function newUsername(text: string | undefined, stored: string): string | undefined {
  return !text || text.trim() === stored.trim() ? undefined : checkedUsername(text);
}

/**
 * A password fit for use, by NIST SP 800-63B: 8 to 72 code points, nothing else demanded.
 * @throws AppError INVALID_VALUE
 */
export function checkedPassword(password: string): string {
  const length = [...password.normalize('NFC')].length;
  if (length < 8 || length > 72) throw new AppError('INVALID_VALUE', { field: 'password' });
  return password;
}
