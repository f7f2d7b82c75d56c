import { AppError } from '@tollgate/contracts';
import type { Options } from '@tollgate/options';

/** Returns the form in which user names and e-mail addresses are compared and kept unique: NFKC, lower case, trimmed. */
export function canonical(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

/** A letter or digit. */
const VISIBLE = /[\p{L}\p{N}]/u;
/** Control, format, private and unassigned characters, and separators of lines and paragraphs. */
const UNFIT = /[\p{C}\p{Zl}\p{Zp}]/u;
/** Characters that are drawn as nothing: fillers, joiners, variation selectors, and the blank Braille pattern. */
const BLANK = /\p{Default_Ignorable_Code_Point}|\u2800/u;
/** A combining mark after a Latin, Greek or Cyrillic letter, or at the start, that did not compose with it. */
const STRAY_MARK = /(?:^|[^\p{L}\p{M}]|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}/u;

/** Whether a text is one line without characters that are not drawn. */
function isVisibleLine(text: string): boolean {
  return !UNFIT.test(text) && !BLANK.test(text);
}

/**
 * A display name: one line without control and format characters, so that no text after it changes its direction or its line.
 * @throws AppError INVALID_VALUE
 */
export function checkedDisplayName(text: string): string {
  if (UNFIT.test(text)) throw new AppError('INVALID_VALUE', { field: 'display_name' });
  return text.trim();
}

/**
 * A user name as it will be stored: trimmed, 1 to 20 code points, at least one visible letter or digit, no control, format or
 * blank characters, no combining mark that does not compose with its letter, no `@` in the form that is compared (login by
 * e-mail would be ambiguous).
 * @throws AppError INVALID_VALUE
 */
export function checkedUsername(text: string): string {
  const name = text.trim();
  const key = canonical(name);
  const length = [...name].length;
  const isVisible = isVisibleLine(name) && VISIBLE.test(key) && !STRAY_MARK.test(name.normalize('NFC'));
  if (length < 1 || length > 20 || key.includes('@') || !isVisible) {
    throw new AppError('INVALID_VALUE', { field: 'username' });
  }
  return name;
}

/**
 * Returns the user name that a form asks for, or undefined if it is the stored one. Forms send that along, and an imported name need
 * not pass the check.
 * @throws AppError INVALID_VALUE
 */
export function newUsername(text: string | undefined, stored: string): string | undefined {
  return !text || text.trim() === stored.trim() ? undefined : checkedUsername(text);
}

/**
 * A password fit for use, by NIST SP 800-63B: 8 to 72 code points, and not on the block list of the options.
 * @throws AppError INVALID_VALUE, PASSWORD_BLOCKED
 */
export function checkedPassword(password: string, options: PasswordOptions): string {
  const length = [...password.normalize('NFC')].length;
  if (length < 8 || length > 72) throw new AppError('INVALID_VALUE', { field: 'password' });
  if (options.get('PasswordBlockListEnabled') && isBlocked(password, options.get('PasswordBlockList'))) {
    throw new AppError('PASSWORD_BLOCKED');
  }
  return password;
}

/** The options that restrict passwords. */
export type PasswordOptions = Pick<Options, 'get'>;

/** Whether a list with one password a line holds this one, without regard to letter case and Unicode form. */
function isBlocked(password: string, list: string): boolean {
  const key = canonical(password);
  return list.split(/\r?\n/).some((line) => line.trim() !== '' && canonical(line) === key);
}
