interface Counted {
  /** Times in milliseconds, oldest first; those before `head` have left the window. */
  readonly at: number[];
  readonly many: number[];
  head: number;
  sum: number;
}

/**
 * Counts events of a key over the last `seconds`, exactly: the n-th before must be older than the window. Bounded: of
 * more than `keys` keys the one that came first is forgotten.
 */
export class SlidingWindow {
  private readonly counted = new Map<string, Counted>();
  private readonly span: number;

  constructor(
    private readonly count: number,
    seconds: number,
    private readonly keys = 100_000,
  ) {
    this.span = seconds * 1000;
  }

  /** Counts one event at `now` (milliseconds) unless the window is full; returns the seconds to wait, 0 if it counted. */
  take(key: string, now: number): number {
    const entry = this.entryOf(key, now);
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

  /** Counts events that another replica let through. */
  add(key: string, many: number, now: number): void {
    this.push(this.entryOf(key, now), now, many);
  }

  /** Forgets keys without events in the window. */
  sweep(now: number): void {
    for (const [key, entry] of this.counted) {
      this.expire(entry, now);
      if (entry.sum === 0) this.counted.delete(key);
    }
  }

  get size(): number {
    return this.counted.size;
  }

  private entryOf(key: string, now: number): Counted {
    let entry = this.counted.get(key);
    if (!entry) {
      if (this.counted.size >= this.keys) this.forgetOldest();
      entry = { at: [], many: [], head: 0, sum: 0 };
      this.counted.set(key, entry);
    }
    this.expire(entry, now);
    return entry;
  }

  private forgetOldest(): void {
    for (const key of this.counted.keys()) {
      this.counted.delete(key);
      return;
    }
  }

  private expire(entry: Counted, now: number): void {
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

  private push(entry: Counted, now: number, many: number): void {
    entry.at.push(now);
    entry.many.push(many);
    entry.sum += many;
  }
}
