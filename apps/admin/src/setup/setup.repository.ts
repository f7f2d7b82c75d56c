import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

const STATE = {
  name: 'setup.state',
  text: `SELECT EXISTS (SELECT FROM admin.setup) AS done,
                EXISTS (SELECT FROM auth.users WHERE role = 100) AS root`,
} as const;

/** A second set-up waits here until the first commits, and then finds its row. If there is a root, only root may set up. */
const BEGIN = {
  name: 'setup.begin',
  text: `INSERT INTO admin.setup (version) SELECT $1 WHERE NOT EXISTS (SELECT FROM auth.users WHERE role = 100)
         ON CONFLICT DO NOTHING RETURNING id`,
} as const;

const ROOT = {
  name: 'setup.root',
  text: `INSERT INTO auth.users (username, username_key, display_name, password_hash, role)
         VALUES ($1, $2, 'Root User', $3, 100)
         ON CONFLICT (username_key) DO NOTHING
         RETURNING id`,
} as const;

/** SQL of the set-up. */
@Injectable()
export class SetupRepository {
  constructor(private readonly database: Database) {}

  async state(sql: Pick<Tx, 'query'> = this.database): Promise<{ done: boolean; root: boolean }> {
    const [row] = await sql.query<{ done: boolean; root: boolean }>(STATE);
    if (!row) throw new Error('the set-up state has no row');
    return row;
  }

  /** Takes the only set-up; false if it was taken, or if there is a root already. */
  async begin(tx: Tx, version: string): Promise<boolean> {
    return (await tx.query(BEGIN, [version])).length > 0;
  }

  /** Makes the root account; null if the name is taken. */
  async createRoot(tx: Tx, root: { username: string; key: string; passwordHash: string }): Promise<number | null> {
    const [row] = await tx.query<{ id: number }>(ROOT, [root.username, root.key, root.passwordHash]);
    return row?.id ?? null;
  }
}
