import type { Target } from '../target/target.js';
import type { Tally } from './findings.js';

/** How far a table has come, as the target knows it. */
export interface Progress extends Tally {
  readonly lastKey: readonly string[];
  readonly done: boolean;
}

const NONE: Progress = { read: 0, moved: 0, merged: 0, refused: 0, lastKey: [], done: false };

/** The progress of one import. Written in the transaction of the rows that it counts. */
export class ProgressStore {
  constructor(
    private readonly target: Target,
    private readonly importId: string,
  ) {}

  async get(name: string): Promise<Progress> {
    const [row] = await this.target.query<Record<keyof Tally, string> & { last_key: string[]; done: boolean }>(
      'SELECT read, moved, merged, refused, last_key, done FROM admin.import_progress WHERE import_id = $1 AND name = $2',
      [this.importId, name],
    );
    if (!row) return NONE;
    const { read, moved, merged, refused } = row;
    const tally = { read: Number(read), moved: Number(moved), merged: Number(merged), refused: Number(refused) };
    return { ...tally, lastKey: row.last_key, done: row.done };
  }

  async put(name: string, { read, moved, merged, refused, lastKey, done }: Progress): Promise<void> {
    await this.target.run(
      `INSERT INTO admin.import_progress (import_id, name, read, moved, merged, refused, last_key, done)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (import_id, name) DO UPDATE SET read = excluded.read, moved = excluded.moved, merged = excluded.merged,
          refused = excluded.refused, last_key = excluded.last_key, done = excluded.done`,
      [this.importId, name, read, moved, merged, refused, JSON.stringify(lastKey), done],
    );
  }
}

export function add(a: Tally, b: Tally): Tally {
  return {
    read: a.read + b.read,
    moved: a.moved + b.moved,
    merged: a.merged + b.merged,
    refused: a.refused + b.refused,
  };
}
