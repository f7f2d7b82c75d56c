import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Log } from '@tollgate/platform/log';
import type { MeshClient } from '@tollgate/platform/rpc';
import { GlobalLimiter } from './global-limiter.js';

const LIMIT = { count: 10, seconds: 180 };
/** Longer than the interval at which gateways send their counts. */
const SEND_INTERVAL_MS = 250;

/** A broker that delivers messages only while it is up. */
class Broker {
  isUp = true;
  readonly published: unknown[] = [];
  private readonly listeners: ((payload: unknown) => void)[] = [];

  readonly mesh = {
    connected: () => this.isUp,
    publish: (_: string, payload: unknown) => {
      if (!this.isUp) return;
      this.published.push(payload);
      for (const listener of this.listeners) listener(structuredClone(payload));
    },
    subscribe: (_: string, listener: (payload: unknown) => void) => {
      this.listeners.push(listener);
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

describe('the global limit on calls', () => {
  it('counts the calls of all gateways together', () => {
    call(one, 6);
    jest.advanceTimersByTime(SEND_INTERVAL_MS);
    call(other, 4);
    expect(() => call(other, 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  });

  it('counts callbacks of payment providers in a bucket of their own, which is one for all gateways', () => {
    for (let i = 0; i < 3000; i += 1) one.takeCallback('192.0.2.1');
    jest.advanceTimersByTime(SEND_INTERVAL_MS);
    for (let i = 0; i < 3000; i += 1) other.takeCallback('192.0.2.1');
    expect(() => other.takeCallback('192.0.2.1')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    call(other, 10);
    expect(() => call(other, 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    other.takeCallback('192.0.2.2');
  });

  it('never sends the counts of an outage, so that no client is refused for old calls', () => {
    broker.isUp = false;
    for (let minute = 0; minute < 5; minute += 1) {
      call(one, 2);
      jest.advanceTimersByTime(60_000);
    }
    broker.isUp = true;
    jest.advanceTimersByTime(SEND_INTERVAL_MS);
    expect(broker.published).toEqual([]);
    call(other, 10);
  });

  it('counts together again when the broker is back', () => {
    broker.isUp = false;
    call(one, 2);
    jest.advanceTimersByTime(SEND_INTERVAL_MS);
    broker.isUp = true;
    call(one, 3);
    jest.advanceTimersByTime(SEND_INTERVAL_MS);
    call(other, 7);
    expect(() => call(other, 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  });
});
