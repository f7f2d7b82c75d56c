import type { SingleBar } from 'cli-progress';
import type { Selection, Source } from '../sources/source.js';
import type { Tally } from '../run/findings.js';

/** How often a line is printed where there is no terminal, in milliseconds. */
const EVERY_MS = 5000;
const FORMAT = '{name} [{bar}] {percentage}% {value} of {total}, {rate} rows/s, {left}';

/** Shows how far the run has come: a bar for each table on a terminal, else a line every few seconds. */
export class ProgressDisplay {
  private bar: SingleBar | undefined;
  private name = '';
  private total = 0;
  private first = 0;
  private began = 0;
  private printed = 0;

  constructor(
    private readonly source: Source,
    private readonly output: NodeJS.WriteStream,
  ) {}

  /** A table begins; `done` of its rows were moved before. */
  async begin(name: string, { table, where }: Selection, done: number): Promise<void> {
    const condition = where ? `WHERE ${where}` : '';
    const [row] = await this.source.query(`SELECT count(*) AS n FROM ${this.source.quote(table)} ${condition}`);
    this.name = name;
    this.total = Number(row?.n ?? 0);
    this.first = done;
    this.began = performance.now();
    this.printed = this.began;
    if (!this.output.isTTY) return;
    const { SingleBar: Bar, Presets } = await import('cli-progress');
    const options = { format: FORMAT, stream: this.output, hideCursor: true, clearOnComplete: false };
    this.bar = new Bar(options, Presets.legacy);
    this.bar.start(this.total, done, this.payload(done));
  }

  advance(read: number): void {
    if (this.bar) return this.bar.update(Math.min(read, this.total), this.payload(read));
    const now = performance.now();
    if (now - this.printed < EVERY_MS) return;
    this.printed = now;
    const { rate, left } = this.payload(read);
    this.output.write(`${this.name}: ${read} of ${this.total} rows, ${rate} rows/s, ${left}\n`);
  }

  end({ read, moved, merged, refused }: Tally): void {
    const summary = `${read} read, ${moved} moved, ${merged} merged, ${refused} refused`;
    if (this.bar) {
      this.bar.update(this.total, this.payload(this.total));
      this.bar.stop();
      this.bar = undefined;
    }
    this.output.write(`${this.name}: ${summary} in ${((performance.now() - this.began) / 1000).toFixed(1)} s\n`);
  }

  /** A line of its own. */
  say(line: string): void {
    this.output.write(`${line}\n`);
  }

  private payload(read: number): { name: string; rate: string; left: string } {
    const seconds = (performance.now() - this.began) / 1000;
    const rate = (read - this.first) / Math.max(seconds, 0.001);
    const left = rate > 0 ? Math.max(0, Math.round((this.total - read) / rate)) : 0;
    return { name: this.name, rate: rate.toFixed(0), left: `${left} s left` };
  }
}
