import { resolve } from 'node:path';
import { ImportError } from '../import-error.js';
import type { Source } from './source.js';

/**
 * Opens the database at an address and begins the snapshot that everything is read from. The driver is loaded only here.
 * @param address `postgres://…`, `mysql://…` or `sqlite:<file>`
 * @throws ImportError
 */
export async function openSource(address: string): Promise<Source> {
  if (/^sqlite:/i.test(address)) {
    const { openSqlite } = await import('./sqlite-source.js');
    return openSqlite(resolve(address.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '')));
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol)) {
    const { openPostgres } = await import('./postgres-source.js');
    return openPostgres(url);
  }
  if (url && /^(mysql|mariadb):$/.test(url.protocol)) {
    const { openMysql } = await import('./mysql-source.js');
    return openMysql(url);
  }
  throw new ImportError(
    'the address of the source is not understood: it begins with postgres://, mysql:// or sqlite:, and a password in it is URL-encoded',
  );
}
