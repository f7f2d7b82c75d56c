import DataLoader from 'dataloader';
import { batched, joined } from '../tracing/index.js';

/** A statement under way for so long, in milliseconds, is waiting for something: the next keys no longer wait for it. */
const STUCK_MS = 100;

/**
 * Shares one statement among concurrent reads of a kind: keys that arrive while a statement runs go into the next one. A key
 * never joins a statement that was already sent, so no answer is older than its question; and it does not wait behind one that
 * is stuck, or its own wait for a connection and for locks would come on top of that.
 */
export class BatchLoader<K, V> {
  private readonly loader: DataLoader<K, V | undefined>;
  /** Where those come from whose keys are not sent yet, in the keys' order. */
  private readonly waiting: ReturnType<typeof joined>[] = [];
  /** The statement that the next one waits for. */
  private ahead: object | undefined;
  private next: (() => void) | undefined;

  constructor(read: (keys: readonly K[]) => Promise<Map<K, V>>, maxBatchSize = 500) {
    const batch = async (keys: readonly K[]) => {
      const mine = (this.ahead = {});
      const from = this.waiting.splice(0, keys.length);
      const stuck = setTimeout(() => this.letPass(mine), STUCK_MS);
      try {
        const found = await batched(from, () => read(keys));
        return keys.map((key) => found.get(key));
      } finally {
        clearTimeout(stuck);
        this.letPass(mine);
      }
    };
    const batchScheduleFn = (send: () => void) => {
      this.next = send;
      if (!this.ahead) setImmediate(() => this.flush());
    };
    this.loader = new DataLoader(batch, { cache: false, maxBatchSize, batchScheduleFn });
  }

  /** The row of a key, or undefined. */
  load(key: K): Promise<V | undefined> {
    this.waiting.push(joined());
    return this.loader.load(key);
  }

  private letPass(statement: object): void {
    if (this.ahead !== statement) return;
    this.ahead = undefined;
    this.flush();
  }

  private flush(): void {
    const send = this.next;
    this.next = undefined;
    send?.();
  }
}
