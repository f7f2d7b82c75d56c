// What the product's processes hold, from when they are warm to the end: the lowest of several readings, as a collector is late.
import { memoryOf } from '../bench/processes.mjs';

const MOST_GROWTH = 1.1;
/** What a collector may be late with; a leak that matters is more. */
const LATE_MIB = 48;

export class Memory {
  #pids;
  #begin;
  #readings = [];

  constructor(platform) {
    this.#pids = platform.processes.map(({ pid }) => pid);
    this.#begin = residentMiB(this.#pids);
  }

  /** Takes a reading; the first ones are what later ones are compared with, so everything should have been used by then. */
  note() {
    this.#readings.push(residentMiB(this.#pids));
  }

  get #quarter() {
    return Math.max(1, Math.floor(this.#readings.length / 4));
  }

  get #warm() {
    return Math.min(...this.#readings.slice(0, this.#quarter));
  }

  get #last() {
    return Math.min(...this.#readings.slice(-this.#quarter));
  }

  judge(report) {
    this.note();
    if (this.#last > this.#warm * MOST_GROWTH + LATE_MIB) report('memory grows', `${this}`);
  }

  toString() {
    const now = residentMiB(this.#pids);
    const floors = this.#readings.length > 0 ? `, ${this.#warm} in the first quarter, ${this.#last} in the last` : '';
    return `resident memory ${this.#begin} MiB at the start${floors}, ${now} now`;
  }
}

function residentMiB(pids) {
  return Math.round(memoryOf(pids) / 2 ** 20);
}
