import { TollgateError, type TollgateClient } from '@tollgate/client';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from './call';

/** Sends a write. Pass `idempotencyKey` on if the operation takes one, because a retry must not do the write twice. */
export type Send<In, Out> = (client: TollgateClient, input: In, idempotencyKey: string) => Promise<Out>;

interface WriteOptions<Out> {
  /** The queries that the write makes stale. */
  readonly changes?: readonly QueryKey[];
  readonly onDone?: (result: Out) => void;
}

/** A write that a page can start, with its state. */
export interface Write<In, Out> {
  readonly run: (input: In) => Promise<Out>;
  readonly isBusy: boolean;
  readonly error: unknown;
  /** The answer of the last run. */
  readonly result: Out | undefined;
  readonly reset: () => void;
}

/** Refusals that leave open whether the write was carried out. */
const OPEN = new Set(['OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS', 'UNAVAILABLE', 'INTERNAL', 'UNKNOWN']);

/**
 * A write with an idempotency key. The key stays the same until the server has answered, so a second click or a retry after a
 * lost connection repeats the same write. Another input, or a clear answer, makes a new key.
 */
export function useWrite<In = void, Out = unknown>(
  send: Send<In, Out>,
  { changes = [], onDone }: WriteOptions<Out> = {},
): Write<In, Out> {
  const queries = useQueryClient();
  const attempt = useRef<{ input: string; key: string }>(undefined);
  const underWay = useRef<Promise<Out>>(undefined);
  const mutation = useMutation({
    mutationFn: async (input: In) => {
      const text = JSON.stringify(input) ?? '';
      if (attempt.current?.input !== text) attempt.current = { input: text, key: makeKey() };
      const { key } = attempt.current;
      try {
        const result = await call((client) => send(client, input, key));
        attempt.current = undefined;
        return result;
      } catch (error) {
        if (error instanceof TollgateError && !OPEN.has(error.code)) attempt.current = undefined;
        throw error;
      }
    },
    onSuccess: async (result) => {
      onDone?.(result);
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const run = (input: In): Promise<Out> => {
    underWay.current ??= mutation.mutateAsync(input).finally(() => {
      underWay.current = undefined;
    });
    return underWay.current;
  };
  return { run, isBusy: mutation.isPending, error: mutation.error, result: mutation.data, reset: mutation.reset };
}

/** 128 random bits. `crypto.randomUUID` does not exist on pages without HTTPS. */
function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
