import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from './admission.js';

const reply = () => ({ raw: new EventEmitter() }) as unknown as FastifyReply;
const request = { routeOptions: { config: {} } } as FastifyRequest;
const connection = () => ({}) as Socket;
const overloaded = new AppError('OVERLOADED');
const shed = jest.fn<(reason: string) => void>();
const metrics = { shed };
let admission: Admission;

const route = (contract: object) => ({ routeOptions: { config: { route: { contract } } } }) as FastifyRequest;
/** Enters until there is no room; how many did. */
function fill(contract: object): number {
  for (let n = 0; n < 64; n += 1) {
    try {
      admission.enter(route(contract), reply());
    } catch (error) {
      expect(error).toEqual(overloaded);
      return n;
    }
  }
  return 64;
}

afterEach(() => {
  admission.stop();
  shed.mockClear();
});

describe('admission', () => {
  it('counts each request out once, whichever way it ends', () => {
    admission = new Admission({ maxInFlight: 1, maxLoopDelayMs: 1000, maxAnswerMs: 100 }, metrics);
    const first = reply();
    admission.enter(request, first);
    expect(() => admission.enter(request, reply())).toThrow(overloaded);
    expect(shed.mock.calls).toEqual([['in_flight']]);
    admission.leave(first);
    first.raw.emit('close');
    const second = reply();
    admission.enter(request, second);
    expect(() => admission.enter(request, reply())).toThrow(overloaded);
    second.raw.emit('close');
    expect(() => admission.enter(request, reply())).not.toThrow();
  });

  it('keeps the lanes of services and kinds of work apart', () => {
    admission = new Admission({ maxInFlight: 64, maxLoopDelayMs: 1000, maxAnswerMs: 100 }, metrics);
    // an eighth of the whole for hashing, half for the quick work of one service
    expect(fill({ subject: 'rpc.auth.session.login', work: 'hashing' })).toBe(8);
    expect(fill({ subject: 'rpc.billing.transfer.make', work: 'quick' })).toBe(32);
    expect(fill({ subject: 'rpc.billing.order.list', work: 'quick' })).toBe(0);
    expect(fill({ subject: 'rpc.auth.profile.get', work: 'quick' })).toBe(24);
    expect(shed.mock.calls).toEqual([['lane'], ['lane'], ['lane'], ['in_flight']]);
  });

  it('lets one connection be owed so many answers, and others theirs', () => {
    admission = new Admission({ maxInFlight: 1, maxLoopDelayMs: 1000, maxAnswerMs: 100 }, metrics);
    const one = connection();
    const first = reply();
    admission.queue(first, one, 2);
    admission.queue(reply(), one, 2);
    expect(() => admission.queue(reply(), one, 2)).toThrow(overloaded);
    expect(shed.mock.calls).toEqual([['pipelined']]);
    admission.queue(reply(), connection(), 2);
    first.raw.emit('close');
    admission.queue(reply(), one, 2);
    expect(() => admission.queue(reply(), one, 2)).toThrow(overloaded);
  });

  it('lets in the least of each kind while the event loop lags, and more after', async () => {
    admission = new Admission({ maxInFlight: 1000, maxLoopDelayMs: 100, maxAnswerMs: 100 }, metrics);
    admission.start();
    for (const end = Date.now() + 1500; Date.now() < end; await sleep(1)) {
      for (const until = Date.now() + 300; Date.now() < until;) Math.sqrt(until);
    }
    expect(fill({ subject: 'rpc.auth.session.login', work: 'hashing' })).toBe(2);
    expect(fill({ subject: 'rpc.auth.profile.get', work: 'quick' })).toBe(8);
    expect(shed.mock.calls).toEqual([['loop_delay'], ['loop_delay']]);
    let more = 0;
    for (let tries = 0; tries < 100 && more === 0; tries += 1) {
      await sleep(100);
      more = fill({ subject: 'rpc.auth.profile.get', work: 'quick' });
    }
    expect(more).toBeGreaterThan(8);
  });
});
