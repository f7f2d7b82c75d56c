import DataLoader from 'dataloader';
import { batched, joined } from '../tracing/index.js';

/**
 * Shares one statement among concurrent reads of a kind: what arrives while a statement is under way goes into the next
 * one. A key never joins a statement that was already sent, so no answer is older than its question.
 */
export class BatchLoader<K, V> {
  private readonly loader: DataLoader<K, V | undefined>;
  /** Where those come from whose keys are not sent yet, in the keys' order. */
  private readonly waiting: ReturnType<typeof joined>[] = [];
  private sending = false;
  private next: (() => void) | undefined;

  constructor(read: (keys: readonly K[]) => Promise<Map<K, V>>, maxBatchSize = 500) {
    const batch = async (keys: readonly K[]) => {
      this.sending = true;
      const from = this.waiting.splice(0, keys.length);
      try {
        const found = await batched(from, () => read(keys));
        return keys.map((key) => found.get(key));
      } finally {
        this.sending = false;
        this.flush();
      }
    };
    const batchScheduleFn = (send: () => void) => {
      this.next = send;
      if (!this.sending) setImmediate(() => this.flush());
    };
    this.loader = new DataLoader(batch, { cache: false, maxBatchSize, batchScheduleFn });
  }

  /** The row of a key, or undefined. */
  load(key: K): Promise<V | undefined> {
    this.waiting.push(joined());
    return this.loader.load(key);
  }

  private flush(): void {
    const send = this.next;
    this.next = undefined;
    send?.();
  }
}
