import type { Duplex } from 'node:stream';
import type { ClientBase } from 'pg';

/** How long a new connection may take to tell where it leads, in milliseconds. */
const PATIENCE_MS = 1500;
const WHERE = `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly", pg_postmaster_start_time()::text AS server`;

/**
 * Identifies the server that a connection leads to by its start time.
 * @throws 25006 where it takes no writes: a standby that has not taken over, whose rows may be older than what was acknowledged
 */
export async function primaryAt(client: ClientBase): Promise<string> {
  const asked = { text: WHERE, query_timeout: PATIENCE_MS };
  const { rows } = await client.query<{ isReadOnly: boolean; server: string }>(asked);
  const [{ isReadOnly, server } = { isReadOnly: true, server: '' }] = rows;
  if (isReadOnly) throw Object.assign(new Error('the database takes no writes: it is no primary'), { code: READ_ONLY });
  return server;
}

/** SQLSTATE read_only_sql_transaction. No transaction of ours is read-only, so it is the server that is. */
export const READ_ONLY = '25006';

/** The open connections of a service, and which server each leads to. */
export class Connections {
  private readonly servers = new Map<ClientBase, string>();

  /** Looks where a new connection leads. @throws as `primaryAt` */
  async join(client: ClientBase): Promise<void> {
    this.servers.set(client, await primaryAt(client));
    client.once('end', () => this.servers.delete(client));
  }

  /**
   * Breaks what leads to any other server than this one. The host of a lost primary sends no reset, so without this the
   * statements on it would wait until TCP gives up, a quarter of an hour later. Returns how many there were.
   */
  keepOnly(server: string): number {
    const others = [...this.servers].filter(([, other]) => other !== server).map(([client]) => client);
    // as the pool itself does: `end` would say goodbye first, and wait to hear it
    for (const client of others) (client as unknown as Wire).connection.stream.destroy();
    return others.length;
  }
}

interface Wire {
  readonly connection: { readonly stream: Duplex };
}
