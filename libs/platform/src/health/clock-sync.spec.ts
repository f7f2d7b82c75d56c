import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { tellTime, ClockSync } from './clock-sync.js';

const NOW = 1_700_000_000_000;
const log = { error: jest.fn<(event: string, fields?: object) => void>(), info: jest.fn<(event: string) => void>() };

/** A gateway that hears times; `tell` has a service tell what it reads, `late` milliseconds after it read it. */
function listening() {
  let on: (payload: unknown, subject: string) => void = () => undefined;
  const time = new ClockSync({ subscribe: (_, listener) => ((on = listener), jest.fn()) }, log);
  const tell = (service: string, ahead: number, { late = 0, times = 3 } = {}) => {
    for (let i = 0; i < times; i += 1) {
      on({ at: Date.now() + ahead - late }, `evt.${service}.clock.told`);
      jest.advanceTimersByTime(100);
    }
  };
  return { time, tell, on: (payload: unknown) => on(payload, 'evt.auth.clock.told') };
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  log.error.mockClear();
  log.info.mockClear();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a clock, by what services tell', () => {
  it('is right until a different time was reported three times', () => {
    const { time, tell } = listening();
    expect(time.inTime()).toBe(true);
    tell('auth', 5000, { times: 2 });
    expect(time.inTime()).toBe(true);
    tell('auth', 5000, { times: 1 });
    expect(time.inTime()).toBe(false);
  });

  it.each([
    ['behind', 1500, false],
    ['a little behind', 900, true],
    ['ahead', -1500, false],
    ['a little ahead', -900, true],
  ])('%s', (_, ahead, isRight) => {
    const { time, tell } = listening();
    tell('billing', ahead);
    expect(time.inTime()).toBe(isRight);
    expect(log.error.mock.calls).toEqual(
      isRight ? [] : [['the clock differs from the clocks of the services', { ms: ahead }]],
    );
  });

  it('is right if one service agrees, so that a service with a wrong clock takes no replica out of service', () => {
    const { time, tell } = listening();
    tell('auth', 60_000);
    tell('billing', 0);
    expect(time.inTime()).toBe(true);
  });

  it('is not wrong for what came late, as long as something was quick', () => {
    const { time, tell } = listening();
    tell('auth', 0, { late: 3000, times: 2 });
    tell('auth', 0, { late: 5, times: 1 });
    expect(time.inTime()).toBe(true);
  });

  it('is wrong at once when the clock is set, independent of earlier reports', () => {
    const { time, tell } = listening();
    tell('auth', 0);
    expect(time.inTime()).toBe(true);
    jest.setSystemTime(Date.now() - 2000);
    expect(time.inTime()).toBe(false);
    jest.setSystemTime(Date.now() + 2000);
    expect(time.inTime()).toBe(true);
  });

  it('is right where one replica of a service agrees, however far ahead another is', () => {
    const { time, tell } = listening();
    for (let n = 0; n < 3; n += 1) {
      tell('auth', 1050, { times: 1 });
      tell('auth', 100, { times: 1 });
    }
    expect(time.inTime()).toBe(true);
  });

  it('is right again when the clock is, logs it, and forgets old reports', () => {
    const { time, tell } = listening();
    tell('auth', 60_000);
    jest.advanceTimersByTime(5000);
    tell('auth', 0);
    expect(time.inTime()).toBe(true);
    expect(log.info).toHaveBeenCalledTimes(1);
    tell('auth', 60_000, { times: 3 });
    jest.advanceTimersByTime(6000);
    expect(time.inTime()).toBe(true);
  });

  it.each([[null], [{}], [{ at: '1' }], [{ at: 1.5 }], [{ at: Infinity }]])('takes %j for no time', (payload) => {
    const { on } = listening();
    expect(() => on(payload)).toThrow(TypeError);
  });
});

describe('a service', () => {
  it('tells its time each second, while that is right and the bus is there', () => {
    let isRight = true;
    let isConnected = true;
    const publish = jest.fn<(subject: string, payload: unknown) => void>();
    const stop = tellTime('auth', { publish, connected: () => isConnected }, () => isRight);
    jest.advanceTimersByTime(2000);
    expect(publish.mock.calls).toEqual([
      ['evt.auth.clock.told', { at: NOW + 1000 }],
      ['evt.auth.clock.told', { at: NOW + 2000 }],
    ]);
    isRight = false;
    jest.advanceTimersByTime(2000);
    [isRight, isConnected] = [true, false];
    jest.advanceTimersByTime(2000);
    isConnected = true;
    stop();
    jest.advanceTimersByTime(2000);
    expect(publish).toHaveBeenCalledTimes(2);
  });
});
