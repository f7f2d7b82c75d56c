import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply } from 'fastify';
import { Admission } from './admission.js';

const reply = () => ({ raw: new EventEmitter() }) as unknown as FastifyReply;
const overloaded = new AppError('OVERLOADED');
const shed = jest.fn<(reason: string) => void>();
const metrics = { shed };
let admission: Admission;
afterEach(() => {
  admission.stop();
  shed.mockClear();
});

describe('admission', () => {
  it('counts each request out once, whichever way it ends', () => {
    admission = new Admission({ maxInFlight: 1, maxLoopDelayMs: 1000 }, metrics);
    const first = reply();
    admission.enter(first);
    expect(() => admission.enter(reply())).toThrow(overloaded);
    expect(shed.mock.calls).toEqual([['in_flight']]);
    first.raw.emit('finish');
    first.raw.emit('close');
    const second = reply();
    admission.enter(second);
    expect(() => admission.enter(reply())).toThrow(overloaded);
    second.raw.emit('close');
    expect(() => admission.enter(reply())).not.toThrow();
  });

  it('refuses while the event loop lags, and not after', async () => {
    admission = new Admission({ maxInFlight: 1000, maxLoopDelayMs: 100 }, metrics);
    admission.start();
    const end = Date.now() + 1500;
    let isRefused = false;
    while (Date.now() < end && !isRefused) {
      for (const until = Date.now() + 300; Date.now() < until;) Math.sqrt(until);
      await sleep(1);
      try {
        admission.enter(reply());
      } catch (error) {
        isRefused = (error as AppError).code === 'OVERLOADED';
      }
    }
    expect(isRefused).toBe(true);
    let isOpen = false;
    for (let tries = 0; tries < 100 && !isOpen; tries += 1) {
      await sleep(100);
      try {
        admission.enter(reply());
        isOpen = true;
      } catch (error) {
        expect(error).toEqual(overloaded);
      }
    }
    expect(isOpen).toBe(true);
  });
});
