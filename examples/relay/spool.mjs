import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Settlements that may wait while the platform is away; then no new request is served. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1000;

/**
 * Settlements that are still to be sent, on disk: one file for each request, written before the settlement is sent and deleted after
 * the platform has accepted or refused it. If the relay was killed while it served a request, it settles the request at the next
 * start with the usage in its last progress record.
 */
export class Spool {
  /** @param {string} folder @param {(settlement: object) => Promise<boolean>} send */
  constructor(folder, send) {
    this.folder = folder;
    this.send = send;
    /** @type {Map<string, { request_id: string }>} */
    this.waiting = new Map();
    /** @type {Map<string, Promise<void>>} */
    this.writing = new Map();
    this.timer = setInterval(() => void this.drain(), RETRY_MS);
    this.draining = Promise.resolve();
  }

  /** Opens the folder and settles what an earlier process left. @param {string} folder @param {(settlement: object) => Promise<boolean>} send */
  static async open(folder, send) {
    await mkdir(folder, { recursive: true });
    const spool = new Spool(folder, send);
    for (const name of await readdir(folder)) {
      // A `.new` file was cut off while it was written. The record before it is still in the `.json` file.
      if (name.endsWith('.new')) await rm(join(folder, name));
      if (!name.endsWith('.json')) continue;
      const settlement = JSON.parse(await readFile(join(folder, name), 'utf8'));
      spool.waiting.set(settlement.request_id, settlement);
    }
    void spool.drain();
    return spool;
  }

  get isFull() {
    return this.waiting.size >= MAX_WAITING;
  }

  /** Notes what a request has used so far. @param {{ request_id: string }} settlement */
  progress(settlement) {
    void this.write(settlement);
  }

  /** Settles a request that has ended: at once if the platform answers, else as soon as it does. @param {{ request_id: string }} settlement */
  async settle(settlement) {
    await this.write(settlement);
    if (await this.send(settlement)) return this.remove(settlement.request_id);
    this.waiting.set(settlement.request_id, settlement);
  }

  async close() {
    clearInterval(this.timer);
    await this.draining;
  }

  drain() {
    this.draining = this.draining.then(async () => {
      for (const [id, settlement] of this.waiting) {
        if (!(await this.send(settlement))) return;
        this.waiting.delete(id);
        await this.remove(id);
      }
    });
    return this.draining;
  }

  /** Writes of one file happen one by one, so the newest state wins. @param {{ request_id: string }} settlement */
  write(settlement) {
    const id = settlement.request_id;
    const before = this.writing.get(id) ?? Promise.resolve();
    const next = before.then(() => this.store(id, JSON.stringify(settlement)));
    this.writing.set(id, next);
    return next.finally(() => {
      if (this.writing.get(id) === next) this.writing.delete(id);
    });
  }

  /** @param {string} id @param {string} text */
  async store(id, text) {
    const file = join(this.folder, `${id}.json`);
    const handle = await open(`${file}.new`, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
  }

  /** @param {string} id */
  async remove(id) {
    await this.writing.get(id);
    await rm(join(this.folder, `${id}.json`), { force: true });
  }
}
