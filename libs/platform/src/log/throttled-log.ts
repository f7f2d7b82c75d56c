import type { LogFields } from './log.js';

const EVERY_MS = 1000;

/**
 * Tells of what others can make happen as often as they like: the first time at once, later once a second at most, with
 * how often it has happened since.
 */
export class ThrottledLog {
  private toldAt = -Infinity;
  private untold = 0;

  constructor(
    private readonly tell: (fields: LogFields) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  note(fields: LogFields): void {
    this.untold += 1;
    if (this.now() - this.toldAt < EVERY_MS) return;
    this.toldAt = this.now();
    this.tell({ ...fields, count: this.untold });
    this.untold = 0;
  }
}
