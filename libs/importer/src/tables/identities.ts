import { isDeletedUser } from '../people/names.js';
import type { Row } from '../sources/source.js';
import { count, line, rowId, text } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Context, found, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const COLUMNS = [
  'github_id',
  'github_id_new',
  'discord_id',
  'oidc_id',
  'wechat_id',
  'telegram_id',
  'linux_do_id',
  'lark_id',
  'deleted_at',
];

const OPENING = { table: 'auth.identities', key: ['provider', 'subject'], columns: ['user_id', 'vouched'] };
const NAMES = { table: 'auth.imported_identities', key: ['provider', 'subject', 'user_id'], columns: [] };
const onlyOpening = (sql: string) => sql.replaceAll('import_stage s', `(SELECT * FROM import_stage WHERE opens) s`);
const onlyNames = (sql: string) => sql.replaceAll('import_stage s', `(SELECT * FROM import_stage WHERE NOT opens) s`);

/** Third-party logins. An id that is not the provider's own, immutable one opens nothing and is kept apart. */
export const identities: TableImport = {
  name: 'identities',
  part: 'users',
  whole: true,
  stage: { provider: 'text', subject: 'text', user_id: 'bigint', vouched: 'boolean', opens: 'boolean' },
  select: (context) => ({
    table: 'users',
    columns: ['id', 'status', ...present(context, 'users', COLUMNS)],
    key: ['id'],
  }),
  map: mapIdentities,
  check: () => [
    refuseStaged('identity-of-deleted-user', {
      where: 'NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id AND NOT u.deleted)',
      id: 's.user_id',
      detail: 's.provider',
    }),
    refuseStaged('identity-taken', {
      where: `s.opens AND EXISTS (SELECT FROM import_stage o WHERE o.opens AND o.provider = s.provider AND o.subject = s.subject
                                     AND o.user_id < s.user_id)`,
      id: 's.user_id',
      detail: 's.provider',
    }),
    found(
      'changed',
      'github-login-name',
      `SELECT user_id, subject, '{}'::jsonb FROM import_stage WHERE provider = 'github' AND NOT opens`,
    ),
    found(
      'changed',
      'identity-without-provider',
      `SELECT user_id, provider, '{}'::jsonb FROM import_stage WHERE provider <> 'github' AND NOT opens`,
    ),
  ],
  apply: () => [
    `CREATE INDEX ON import_stage (provider, subject)`,
    ...mirrorRows(OPENING, true).map(onlyOpening),
    ...mirrorRows(NAMES, true).map(onlyNames),
  ],
  differences: () => `${onlyOpening(mirrorDifferences(OPENING))} UNION ALL ${onlyNames(mirrorDifferences(NAMES))}`,
};

function mapIdentities(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  if (!rowId(row.id)) return;
  const add = (provider: string, subject: string, opens = true) => {
    if (isDeletedUser(row, context.system)) out.refuse(id, 'identity-of-deleted-user', provider);
    else out.row({ provider, subject, user_id: id, vouched: true, opens });
  };
  addGithub(row, add);
  for (const [column, provider] of NUMERIC) {
    const subject = line(row[column]);
    if (subject === '' || subject === '0') continue;
    if (/^[1-9]\d{0,24}$/.test(subject)) add(provider, subject);
    else out.refuse(id, 'identity-malformed', provider);
  }
  const wechat = line(row.wechat_id);
  if (wechat !== '') add('wechat', wechat);
  const lark = line(row.lark_id);
  if (lark !== '') add('lark', lark, false);
  const sub = text(row.oidc_id);
  const issuer = issuerOf(context);
  if (sub.trim() !== '') add('oidc', issuer === '' ? sub : `${issuer} ${sub}`, issuer !== '');
}

const NUMERIC = [
  ['discord_id', 'discord'],
  ['telegram_id', 'telegram'],
  ['linux_do_id', 'linuxdo'],
] as const;

/** GitHub's number opens the account; a login name can pass to another person. */
function addGithub(row: Row, add: (provider: string, subject: string, opens?: boolean) => void): void {
  const name = line(row.github_id);
  const number = count(row.github_id_new);
  if (number > 0n) add('github', String(number));
  else if (/^[1-9]\d{0,24}$/.test(name)) add('github', name);
  else if (name !== '') add('github', name.toLowerCase(), false);
}

/** The issuer that makes a `sub` an identity: as the product will find it (OpenID Connect Discovery 4: the document's place under it). */
function issuerOf({ options }: Context): string {
  const wellKnown = options.get('oidc.well_known')?.trim() ?? '';
  if (wellKnown !== '') return wellKnown.replace(/\/\.well-known\/openid-configuration\/?$/, '');
  const userInfo = options.get('oidc.user_info_endpoint')?.trim() ?? '';
  return URL.canParse(userInfo) ? new URL(userInfo).origin : '';
}
