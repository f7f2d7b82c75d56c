/** Where an Epay gateway takes purchases and order queries. */
export interface EpayAddresses {
  readonly submit: string;
  readonly query: string;
}

/** The files of an Epay gateway; providers document the address with or without one of them. */
const FILES = /\/(submit|api|mapi)\.php$/i;
/** Another file cannot be the folder of these files. */
const OTHER_FILE = /\.(php|html?|aspx?|jsp|do|json)$/i;

/**
 * The addresses that follow from the address as the provider documents it, or undefined if it cannot be one. Purchases go to
 * `submit.php` under it. Order queries go to `api.php` under it, but beside a last part `/pay`: providers that document
 * `https://host/epay/pay` answer at `https://host/epay/api.php`.
 */
export function deriveEpayAddresses(payAddress: string): EpayAddresses | undefined {
  if (!isPlainAddress(payAddress)) return undefined;
  const { origin, pathname, search } = new URL(payAddress);
  if (search !== '' || payAddress.includes('?')) return undefined;
  const folder = pathname.replace(/\/+$/, '').replace(FILES, '').replace(/\/+$/, '');
  if (OTHER_FILE.test(folder)) return undefined;
  return {
    submit: `${origin}${folder}/submit.php`,
    query: `${origin}${folder.replace(/\/pay$/i, '')}/api.php`,
  };
}

/** An http(s) address without credentials, fragment, spaces or control characters. */
export function isPlainAddress(text: string): boolean {
  if (/[\s\p{C}#]/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
