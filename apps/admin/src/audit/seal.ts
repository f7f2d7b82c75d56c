/** An event as a seal covers it. */
export interface SealedEvent {
  readonly id: number;
  /** Microseconds since 1970, as text. */
  readonly at: string;
  readonly actor_id: number | null;
  readonly action: string;
  readonly target_type: string;
  readonly target_id: string;
  readonly request_id: string;
  /** Hexadecimal digest of the erasable part. */
  readonly digest: string;
}

/** A seal as stored. */
export interface Seal {
  readonly id: number;
  readonly event_ids: readonly number[];
  /** Events sealed so far, these included. */
  readonly total: number;
  readonly mac: Buffer;
}

/** Purpose of the seals' key. No other code uses it, so no other digest can pass as a seal. */
export const SEAL_PURPOSE = 'audit seal';

/**
 * The text that a seal's keyed digest is made of: its number, the count so far, the seal before it, and every event in
 * order. JSON keeps the fields apart.
 */
export function sealText(
  id: number,
  total: number,
  previous: Buffer | undefined,
  events: readonly SealedEvent[],
): string {
  const head = JSON.stringify([id, total, previous?.toString('hex') ?? '']);
  const lines = events.map((e) =>
    JSON.stringify([e.id, e.at, e.actor_id, e.action, e.target_type, e.target_id, e.request_id, e.digest]),
  );
  return [head, ...lines].join('\n');
}

/** Purpose of the head's key. */
export const HEAD_PURPOSE = 'audit head';

/** The text of a head's keyed digest: the last seal that was cut, with the count of events until then. */
export function headText({ id, total, mac }: Pick<Seal, 'id' | 'total' | 'mac'>): string {
  return JSON.stringify([id, total, mac.toString('hex')]);
}
