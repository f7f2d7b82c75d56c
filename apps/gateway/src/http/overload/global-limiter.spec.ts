import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Log } from '@tollgate/platform/log';
import type { MeshClient } from '@tollgate/platform/rpc';
import { GlobalLimiter } from './global-limiter.js';

const LIMIT = { count: 10, seconds: 180 };
/** Longer than gateways take to tell one another. */
const A_WHILE_MS = 250;

/** A broker that takes what is told only while it is there. */
class Broker {
  isThere = true;
  readonly told: unknown[] = [];
  private readonly listeners: ((payload: unknown) => void)[] = [];

  readonly mesh = {
    connected: () => this.isThere,
    publish: (_: string, payload: unknown) => {
      if (!this.isThere) return;
      this.told.push(payload);
      for (const hear of this.listeners) hear(structuredClone(payload));
    },
    subscribe: (_: string, hear: (payload: unknown) => void) => {
      this.listeners.push(hear);
      return () => undefined;
    },
  } as unknown as MeshClient;
}

let broker: Broker;
let one: GlobalLimiter;
let other: GlobalLimiter;
beforeEach(() => {
  jest.useFakeTimers();
  broker = new Broker();
  const log = { warn: () => undefined } as unknown as Log;
  [one, other] = [new GlobalLimiter(LIMIT, broker.mesh, log), new GlobalLimiter(LIMIT, broker.mesh, log)];
  one.start();
  other.start();
});
afterEach(() => {
  one.stop();
  other.stop();
  jest.useRealTimers();
});

const call = (gateway: GlobalLimiter, times: number) => {
  for (let i = 0; i < times; i += 1) gateway.take('192.0.2.1');
};

describe('the global limit', () => {
  it('is one for all gateways', () => {
    call(one, 6);
    jest.advanceTimersByTime(A_WHILE_MS);
    call(other, 4);
    expect(() => call(other, 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  });

  it('lets nobody pay at once, when the broker is back, for what was let through without it', () => {
    broker.isThere = false;
    for (let minute = 0; minute < 5; minute += 1) {
      call(one, 2);
      jest.advanceTimersByTime(60_000);
    }
    broker.isThere = true;
    jest.advanceTimersByTime(A_WHILE_MS);
    expect(broker.told).toEqual([]);
    call(other, 10);
  });

  it('is one again when the broker is back', () => {
    broker.isThere = false;
    call(one, 2);
    jest.advanceTimersByTime(A_WHILE_MS);
    broker.isThere = true;
    call(one, 3);
    jest.advanceTimersByTime(A_WHILE_MS);
    call(other, 7);
    expect(() => call(other, 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  });
});
