import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Settlements that may wait while the platform is away; then no new request is served. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1000;

/**
 * @typedef {{ request_id: string, amount: number }} Settlement
 * @typedef {{ state: 'begun' | 'ended', settlement: Settlement }} Entry
 * @typedef {{ send: (settlement: Settlement) => Promise<boolean>, recover: (entry: Entry) => Promise<boolean> }} Platform
 */

/**
 * Settlements that are still to be sent, on disk: one file for each request, written before the upstream is asked and deleted after the
 * platform has accepted or refused the settlement. If the relay was killed while it served a request, the next start recovers the
 * request from its last entry.
 */
export class Spool {
  /** @param {string} folder @param {Platform} platform */
  constructor(folder, platform) {
    this.folder = folder;
    this.platform = platform;
    /** @type {Map<string, Entry>} */
    this.waiting = new Map();
    /** @type {Map<string, Promise<void>>} */
    this.writing = new Map();
    this.draining = Promise.resolve();
    this.timer = setInterval(() => void this.drain(), RETRY_MS);
  }

  /** Opens the folder and settles what an earlier process left. @param {string} folder @param {Platform} platform */
  static async open(folder, platform) {
    await mkdir(folder, { recursive: true });
    const spool = new Spool(folder, platform);
    for (const name of await readdir(folder)) {
      // A `.new` file was cut off while it was written. The record before it is still in the `.json` file.
      if (name.endsWith('.new')) await rm(join(folder, name));
      if (!name.endsWith('.json')) continue;
      const entry = JSON.parse(await readFile(join(folder, name), 'utf8'));
      spool.waiting.set(entry.settlement.request_id, entry);
    }
    void spool.drain();
    return spool;
  }

  get isFull() {
    return this.waiting.size >= MAX_WAITING;
  }

  /** Stores that a request is about to be served; rejects if the disk cannot. @param {Settlement} settlement */
  begin(settlement) {
    return this.write({ state: 'begun', settlement });
  }

  /** Notes what a request has used so far. A note that is lost costs at most the time since the one before. @param {Settlement} settlement */
  progress(settlement) {
    this.begin(settlement).catch((error) => console.error('a progress note was not stored', error));
  }

  /** Ends a request whose usage the upstream must be asked for. @param {Settlement} settlement */
  recoverSoon(settlement) {
    this.waiting.set(settlement.request_id, { state: 'begun', settlement });
  }

  /** Forgets a request that was not served. @param {string} id */
  async cancel(id) {
    await this.remove(id);
  }

  /** Settles a request that has ended: at once if the platform answers, else as soon as it does. @param {Settlement} settlement */
  async settle(settlement) {
    /** @type {Entry} */
    const entry = { state: 'ended', settlement };
    // with a full disk the settlement is still sent, and waits in memory if that fails
    await this.write(entry).catch((error) => console.error('a settlement was not stored', error));
    if (await this.platform.send(settlement)) return this.remove(settlement.request_id);
    this.waiting.set(settlement.request_id, entry);
  }

  async close() {
    clearInterval(this.timer);
    await this.draining;
  }

  drain() {
    this.draining = this.draining
      .then(async () => {
        for (const [id, entry] of this.waiting) {
          const isEnded = entry.state === 'ended';
          const isDone = await (isEnded ? this.platform.send(entry.settlement) : this.platform.recover(entry));
          // without the platform no other settlement would arrive either; an upstream may know one request later than others
          if (!isDone && isEnded) return;
          if (!isDone) continue;
          this.waiting.delete(id);
          await this.remove(id);
        }
      })
      .catch((error) => console.error('the spool could not be sent', error));
    return this.draining;
  }

  /** Writes of one file happen one by one, so the newest state wins. @param {Entry} entry */
  write(entry) {
    const id = entry.settlement.request_id;
    const before = (this.writing.get(id) ?? Promise.resolve()).catch(() => undefined);
    const next = before.then(() => this.store(id, JSON.stringify(entry)));
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
    await this.writing.get(id)?.catch(() => undefined);
    await rm(join(this.folder, `${id}.json`), { force: true });
  }
}
