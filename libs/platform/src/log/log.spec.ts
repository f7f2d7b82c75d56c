import { afterEach, describe, expect, it } from '@jest/globals';
import { Log, useLogFormat } from './log.js';

function logged(least: 'info' | 'warn' | 'error', work: (log: Log) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(new Log('test', false, (line) => void lines.push(line), least));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log for a person', () => {
  afterEach(() => useLogFormat('json'));

  it('has warnings and errors in plain text, and no information lines', () => {
    useLogFormat('plain');
    const lines: string[] = [];
    const log = new Log('auth', false, (line) => void lines.push(line));
    log.info('something');
    log.warn('the broker is away', { count: 2 });
    log.error('did not start', { error: new Error('the reason') });
    expect(lines[0]).toMatch(/^\S+Z warn auth: the broker is away \(count: 2\)\n$/);
    expect(lines[1]).toMatch(/^\S+Z error auth: did not start\n {2}Error: the reason\n {4}at /);
    expect(lines).toHaveLength(2);
  });
});

describe('the log', () => {
  it.each([
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('with LOG_LEVEL %s has the lines of %p', (least, levels) => {
    const lines = logged(least, (log) => {
      log.info('something');
      log.warn('something');
      log.error('something');
    });
    expect(lines.map(({ level }) => level)).toEqual(levels);
  });

  it('carries listed fields only, and of an error neither properties nor parameters', () => {
    const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: '23505', detail: 'secret' });
    const [line] = logged('info', (log) => log.warn('something', { requestId: 'r', password: 'secret', error }));
    expect(line).toMatchObject({
      requestId: 'r',
      error: { message: 'outer', code: '23505', cause: { message: 'inner' } },
    });
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  it('has no line longer than a page, even if outsiders supply the texts', () => {
    const chain = Array.from({ length: 50 }).reduce<Error>(
      (cause) => new Error('x'.repeat(100_000), { cause }),
      new Error('first'),
    );
    const lines: string[] = [];
    const log = new Log('test', false, (line) => void lines.push(line));
    log.warn('something', { requestId: 'r'.repeat(100_000), subject: 's'.repeat(100_000), error: chain });
    expect(lines.join().length).toBeLessThan(40_000);
    expect(lines.join()).toContain('rrr');
  });
});
