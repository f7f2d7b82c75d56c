// What the product's processes hold, from when they are warm to the end.
import { memoryOf } from '../bench/processes.mjs';

const MOST_GROWTH = 1.1;
/** What a collector may be late with; a leak that matters is more. */
const LATE_MIB = 48;

export class Memory {
  #pids;
  #begin;
  #warm;
  #last;

  constructor(platform) {
    this.#pids = platform.processes.map(({ pid }) => pid);
    this.#begin = residentMiB(this.#pids);
  }

  /** Takes a reading; the first is what later ones are compared with, so everything should have been used by then. */
  note() {
    this.#last = residentMiB(this.#pids);
    this.#warm ??= this.#last;
  }

  judge(report) {
    this.note();
    if (this.#last > this.#warm * MOST_GROWTH + LATE_MIB) report('memory grows', `${this}`);
  }

  toString() {
    return `resident memory ${this.#begin} MiB at the start, ${this.#warm ?? '-'} warm, ${this.#last ?? '-'} now`;
  }
}

function residentMiB(pids) {
  return Math.round(memoryOf(pids) / 2 ** 20);
}
