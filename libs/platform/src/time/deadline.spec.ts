import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { rejectAfter, waitAtMost } from './deadline.js';

describe('a deadline', () => {
  it('passes on a result, or a failure, that comes in time', async () => {
    await expect(rejectAfter(Promise.resolve(7), 1000, 'too late')).resolves.toBe(7);
    await expect(rejectAfter(Promise.reject(new Error('broken')), 1000, 'too late')).rejects.toThrow('broken');
    await expect(waitAtMost(Promise.reject(new Error('broken')), 1000)).rejects.toThrow('broken');
  });

  it('ends the wait when the time has run out', async () => {
    const work = sleep(300, undefined, { ref: false });
    await expect(rejectAfter(work, 10, 'too late')).rejects.toThrow('too late');
    await expect(waitAtMost(work, 10)).resolves.toBeUndefined();
  });
});
