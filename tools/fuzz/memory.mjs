// The resident memory of the product's processes, from when they are warm to the end. The lowest of several readings
// counts, because the garbage collector runs late.
import { memoryOf } from '../bench/processes.mjs';

const MOST_GROWTH = 1.1;
/** The memory that the collector may not have freed yet, in MiB. A leak that matters is larger. */
const LATE_MIB = 48;

export class Memory {
  #pids;
  #begin;
  #readings = [];

  constructor(platform) {
    this.#pids = platform.processes.map(({ pid }) => pid);
    this.#begin = residentMiB(this.#pids);
  }

  /** Takes a reading. Later readings are compared with the first ones, so all code should have been used before. */
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
