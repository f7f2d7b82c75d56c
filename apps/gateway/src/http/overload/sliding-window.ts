interface Entry {
  /** Times in milliseconds, oldest first; those before the index `head` have left the window. */
  readonly at: number[];
  readonly many: number[];
  head: number;
  sum: number;
}

/**
 * Counts the events of each key in the last `seconds`, exactly. If there are more than `keys` keys, the oldest one is dropped,
 * so that memory is bounded.
 */
export class SlidingWindow {
  private readonly counted = new Map<string, Entry>();
  private readonly span: number;

  constructor(
    private readonly count: number,
    seconds: number,
    private readonly keys = 100_000,
  ) {
    this.span = seconds * 1000;
  }

  /** Counts one event at `now` (milliseconds) unless the window is full. Returns the seconds to wait; 0 if it was counted. */
  take(key: string, now: number): number {
    const entry = this.getEntry(key, now);
    if (entry.sum < this.count) {
      this.push(entry, now, 1);
      return 0;
    }
    let excess = entry.sum - this.count + 1;
    for (let i = entry.head; i < entry.at.length; i += 1) {
      excess -= entry.many[i] ?? 0;
      if (excess <= 0) return ((entry.at[i] ?? now) + this.span - now) / 1000;
    }
    return this.span / 1000;
  }

  /** Counts events of another replica. */
  add(key: string, many: number, now: number): void {
    this.push(this.getEntry(key, now), now, many);
  }

  /** Drops keys that have no events in the window. */
  sweep(now: number): void {
    for (const [key, entry] of this.counted) {
      this.expire(entry, now);
      if (entry.sum === 0) this.counted.delete(key);
    }
  }

  get size(): number {
    return this.counted.size;
  }

  private getEntry(key: string, now: number): Entry {
    let entry = this.counted.get(key);
    if (!entry) {
      if (this.counted.size >= this.keys) this.dropOldest();
      entry = { at: [], many: [], head: 0, sum: 0 };
      this.counted.set(key, entry);
    }
    this.expire(entry, now);
    return entry;
  }

  private dropOldest(): void {
    for (const key of this.counted.keys()) {
      this.counted.delete(key);
      return;
    }
  }

  private expire(entry: Entry, now: number): void {
    while (entry.head < entry.at.length && (entry.at[entry.head] ?? 0) <= now - this.span) {
      entry.sum -= entry.many[entry.head] ?? 0;
      entry.head += 1;
    }
    if (entry.head > 64 && entry.head * 2 > entry.at.length) {
      entry.at.splice(0, entry.head);
      entry.many.splice(0, entry.head);
      entry.head = 0;
    }
  }

  private push(entry: Entry, now: number, many: number): void {
    entry.at.push(now);
    entry.many.push(many);
    entry.sum += many;
  }
}
