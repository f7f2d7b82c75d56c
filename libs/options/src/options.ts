import { randomUUID } from 'node:crypto';
import type { Database } from '@tollgate/platform/db';
import type { Log } from '@tollgate/platform/log';
import type { MeshClient } from '@tollgate/platform/rpc';
import type { Secrets } from '@tollgate/platform/secrets';
import { openOption } from './sealed.js';
import { isOptionKey, type OptionKey, OPTIONS, type OptionValue } from './catalogue.js';

/** Published by admin after a change was committed, so that replicas read the options again at once instead of within a second. */
export const OPTIONS_CHANGED = 'evt.admin.options.updated';
/** How often each replica looks at the version by itself, in milliseconds. */
const POLL_MS = 1000;

const LOAD = {
  name: 'options.load',
  text: `SELECT (SELECT version FROM admin.option_version) AS version,
                (SELECT coalesce(json_object_agg(key, value), '{}') FROM admin.options) AS stored`,
} as const;
const REPORT = { name: 'options.report', text: 'SELECT admin.report_options($1, $2) AS version' } as const;
const FORGET = { name: 'options.forget', text: 'SELECT admin.forget_replica($1)' } as const;

/** One reading of all options. */
interface Snapshot {
  readonly version: number;
  readonly stored: ReadonlyMap<OptionKey, string>;
  /** Values already read into their types. */
  readonly typed: Map<OptionKey, unknown>;
}

/**
 * The live settings as this replica knows them: never older than a second, and as a rule only milliseconds behind. Values that
 * guard sign-up or money are read with `optionSql` inside the statement that writes instead.
 */
export class Options {
  /** Under this name the replica reports which version it holds. */
  private readonly replica = randomUUID();
  private snapshot: Snapshot = { version: 0, stored: new Map(), typed: new Map() };
  private timer: NodeJS.Timeout | undefined;
  /** The reading that is under way, or was the last. */
  private loading: Promise<void> = Promise.resolve();
  /** The next reading; all calls that arrive before it starts share it. */
  private waiting: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly log: Log,
    private readonly mesh?: MeshClient,
  ) {}

  /** The value in force for a key, in its type. */
  get<K extends OptionKey>(key: K): OptionValue<K> {
    const { typed } = this.snapshot;
    if (!typed.has(key)) typed.set(key, OPTIONS[key].read(this.text(key)));
    return typed.get(key) as OptionValue<K>;
  }

  /** The text in force for a key: the stored one, else the default. */
  text(key: OptionKey): string {
    return this.snapshot.stored.get(key) ?? OPTIONS[key].fallback;
  }

  /** The version this replica holds. */
  get version(): number {
    return this.snapshot.version;
  }

  /** Reads the options for the first time, and keeps them fresh until `stop`. */
  async start(): Promise<void> {
    await this.refresh();
    this.unsubscribe = this.mesh?.subscribe(OPTIONS_CHANGED, () => this.refreshQuietly());
    this.schedule();
  }

  /** Ends the polling and takes the replica off the list of those that a change waits for. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.unsubscribe?.();
    await this.waiting?.catch(() => undefined);
    await this.loading;
    await this.database.query(FORGET, [this.replica]);
  }

  /** Tells all replicas that a change was committed; they read again at once. */
  announce(): void {
    this.mesh?.publish(OPTIONS_CHANGED, {});
  }

  /**
   * Reads the options again, and reports the version that is now held. A call during a reading starts a new one after it; all
   * calls that arrive before that share it.
   */
  refresh(): Promise<void> {
    this.waiting ??= this.loading.then(() => {
      this.waiting = undefined;
      const reading = this.load();
      this.loading = reading.catch(() => undefined);
      return reading;
    });
    return this.waiting;
  }

  private async load(): Promise<void> {
    const [row] = await this.database.query<{ version: number; stored: Record<string, string> }>(LOAD);
    if (!row) throw new Error('admin.option_version has no row');
    if (row.version !== this.snapshot.version) {
      this.snapshot = { version: row.version, stored: this.usable(row.stored), typed: new Map() };
    }
    await this.database.query(REPORT, [this.replica, this.snapshot.version]);
  }

  /** Leaves out what the catalogue does not know or would refuse (imported rows): its default stays in force. */
  private usable(stored: Record<string, string>): Map<OptionKey, string> {
    const usable = new Map<OptionKey, string>();
    for (const [key, text] of Object.entries(stored)) {
      const value = isOptionKey(key) ? this.opened(key, text) : undefined;
      if (isOptionKey(key) && value !== undefined && OPTIONS[key].check(value) === null) usable.set(key, value);
      else this.log.warn('a stored option is not usable', { option: key });
    }
    return usable;
  }

  private opened(key: OptionKey, text: string): string | undefined {
    try {
      return openOption(this.secrets, key, text);
    } catch (error) {
      this.log.error('a sealed option does not open: is its CRYPTO_SECRET still listed?', { option: key, error });
      return undefined;
    }
  }

  private async poll(): Promise<void> {
    const [row] = await this.database.query<{ version: number }>(REPORT, [this.replica, this.snapshot.version]);
    if (row && row.version !== this.snapshot.version) await this.refresh();
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.poll()
        .catch((error: unknown) => this.log.warn('options could not be read', { error }))
        .finally(() => this.timer && this.schedule());
    }, POLL_MS).unref();
  }

  private refreshQuietly(): void {
    this.refresh().catch((error: unknown) => this.log.warn('options could not be read', { error }));
  }
}
