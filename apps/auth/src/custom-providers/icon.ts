import { AppError } from '@tollgate/contracts';

/** Names of icons, as client libraries have them. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const PICTOGRAPH = /^\p{Extended_Pictographic}\uFE0F?$/u;

/**
 * The icon to store. Clients put it into pages before anybody is logged in, so only a name, a pictograph or an https address is let
 * through: a data or javascript address, or markup, could run a script there.
 * @throws AppError INVALID_VALUE
 */
export function toIcon(text: string): string {
  const icon = text.trim();
  if (icon === '' || NAME.test(icon) || PICTOGRAPH.test(icon)) return icon;
  const url = URL.canParse(icon) ? new URL(icon) : undefined;
  const isAddress = url?.protocol === 'https:' && url.username === '' && url.password === '';
  if (!isAddress) throw new AppError('INVALID_VALUE', { field: 'icon' });
  // quotes and angle brackets of an address are encoded, so it cannot leave an attribute
  return url.href.replaceAll("'", '%27');
}
