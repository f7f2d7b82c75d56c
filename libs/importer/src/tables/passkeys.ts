import type { Cell, Row } from '../sources/source.js';
import { bounded, count, flag, isDeleted, moment, rowId, text, unixTime } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Out, present, refuseStaged, type TableImport } from './table-import.js';

const COLUMNS = [
  'user_id',
  'credential_id',
  'public_key',
  'counter',
  'transports',
  'backup_eligible',
  'backed_up',
  'created_at',
  'last_used_at',
];
const PASSKEYS = { table: 'auth.passkeys', key: ['id'], columns: COLUMNS };
const SOME = [
  'transports',
  'backup_eligible',
  'backup_state',
  'created_at',
  'created_time',
  'last_used_at',
  'deleted_at',
];
const MAX_ID_BYTES = 1023;

/** Passkeys. They work where the site is the same one. */
export const passkeys: TableImport = {
  name: 'passkeys',
  part: 'factors',
  whole: true,
  stage: {
    ...{
      id: 'bigint',
      user_id: 'bigint',
      credential_id: 'bytea',
      public_key: 'bytea',
      counter: 'bigint',
      transports: 'text[]',
    },
    ...{ backup_eligible: 'boolean', backed_up: 'boolean', created_at: 'timestamptz', last_used_at: 'timestamptz' },
  },
  sequence: { name: `pg_get_serial_sequence('auth.passkeys', 'id')`, table: 'auth.passkeys' },
  select: (context) => {
    const table = ['passkey_credentials', 'webauthn_credentials'].find((name) => context.source.columns.has(name));
    const columns = ['id', 'user_id', 'credential_id', 'public_key', 'sign_count'];
    return table ? { table, columns: [...columns, ...present(context, table, SOME)], key: ['id'] } : undefined;
  },
  map: (row, out, { startedAt }) => mapPasskey(row, out, startedAt),
  check: () => [
    refuseStaged('passkey-of-missing-user', {
      where: 'NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id AND NOT u.deleted)',
      detail: 's.user_id::text',
    }),
    refuseStaged('passkey-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.credential_id = s.credential_id AND o.id < s.id)',
      detail: 's.user_id::text',
    }),
  ],
  apply: () => mirrorRows(PASSKEYS, true),
  differences: () => mirrorDifferences(PASSKEYS),
};

function mapPasskey(row: Row, out: Out, startedAt: string): void {
  const id = text(row.id);
  if (isDeleted(row.deleted_at)) return out.refuse(id, 'passkey-deleted');
  if (!rowId(row.id) || !rowId(row.user_id)) return out.refuse(id, 'passkey-of-missing-user', text(row.user_id));
  const credentialId = bytes(row.credential_id);
  const publicKey = bytes(row.public_key);
  // a COSE key is a CBOR map (RFC 9052 7, RFC 8949 3.1)
  const isKey = publicKey !== undefined && publicKey.length > 16 && (publicKey[0] ?? 0) >> 5 === 5;
  if (!credentialId || credentialId.length < 1 || credentialId.length > MAX_ID_BYTES || !isKey) {
    return out.refuse(id, 'passkey-broken', text(row.user_id));
  }
  out.row({
    id,
    user_id: text(row.user_id),
    credential_id: credentialId,
    public_key: publicKey,
    counter: bounded(count(row.sign_count), 0n),
    transports: transports(row.transports),
    backup_eligible: flag(row.backup_eligible),
    backed_up: flag(row.backup_state),
    created_at: moment(row.created_at) ?? unixTime(row.created_time) ?? startedAt,
    last_used_at: moment(row.last_used_at),
  });
}

/** Bytes as they are, or from base64 in either alphabet. */
function bytes(cell: Cell | undefined): Buffer | undefined {
  if (Buffer.isBuffer(cell)) return cell;
  const value = text(cell).trim();
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(value)
    ? Buffer.from(value.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
    : undefined;
}

function transports(cell: Cell | undefined): string[] {
  const words = text(cell).match(/[a-z][a-z-]{1,20}/g) ?? [];
  return words.filter((word) => word !== 'null');
}
