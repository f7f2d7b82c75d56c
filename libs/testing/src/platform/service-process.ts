import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../../../../apps/all/dist/main.js', import.meta.url));
/** A start takes a second of processor time; a busy machine may take long to give it. */
const READY_MS = 180_000;
const KEPT_LINES = 2000;

/** The settings that one start may override. */
export interface StartWith {
  /** The entry of another build; later starts keep it. */
  readonly main?: string;
  /** More of the environment, for this start only. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One line of the product's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly event?: string };

/** The built product, running as a process of its own. */
export class ServiceProcess {
  /** The last of them. */
  readonly lines: LogLine[] = [];
  /** How many there have been, and how many characters the longest had. */
  readonly told = { lines: 0, longest: 0 };
  private child: ChildProcess | undefined;
  private main = BUILT;

  private constructor(
    readonly target: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Starts it and waits until its log reports that it is ready. */
  static async start(target: string, env: Readonly<Record<string, string>>, main?: string): Promise<ServiceProcess> {
    const process = new ServiceProcess(target, { ...env, TARGET: target });
    await process.up({ main });
    return process;
  }

  /** The port it said it listens on. */
  get port(): number {
    const ready = this.lines.findLast(({ event }) => event === 'ready');
    if (typeof ready?.port !== 'number') throw new Error(`${this.target} has no HTTP port`);
    return ready.port;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`${this.target} does not run`);
    return this.child.pid;
  }

  /** Starts it, or starts it again after `kill` or `stop`. */
  async up({ main = this.main, env: more = {} }: StartWith = {}): Promise<void> {
    if (!existsSync(main)) throw new Error('the product is not built: npm run build');
    this.main = main;
    const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      // nothing of the test run's own environment but what any process has
      env: { PATH, HOME, TMPDIR, ...this.env, ...more },
      cwd: TMPDIR,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const from = this.lines.length;
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(this.failure('was not ready in three minutes')), READY_MS);
      const onLine = (line: string) => {
        this.keep(line);
        if (this.lines.at(-1)?.event !== 'ready') return;
        clearTimeout(late);
        resolve();
      };
      createInterface({ input: child.stdout }).on('line', onLine);
      createInterface({ input: child.stderr }).on('line', (line) => this.keep(line));
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        reject(this.failure(`ended with ${signal ?? String(code)} before it was ready`, from));
      });
    });
    await ready;
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to stop and waits; returns its exit code, which is 0 when it drained in time. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  private keep(line: string): void {
    this.told.lines += 1;
    this.told.longest = Math.max(this.told.longest, line.length);
    if (this.lines.length >= KEPT_LINES) this.lines.splice(0, KEPT_LINES / 2);
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.lines.push({ text: line });
    }
  }

  private failure(what: string, from = 0): Error {
    const told = this.lines
      .slice(from)
      .slice(-20)
      .map((line) => JSON.stringify(line));
    return new Error(`${this.target} ${what}:\n${told.join('\n')}`);
  }
}
