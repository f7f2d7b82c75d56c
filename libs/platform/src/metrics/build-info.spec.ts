import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Metrics } from './index.js';

describe('tollgate_build_info', () => {
  it('is 1, with the version of the package and of Node.js', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const metrics = new Metrics();
    metrics.watchProcess();
    expect(await metrics.text()).toContain(
      `tollgate_build_info{version="${version}",node_version="${process.version}"} 1`,
    );
  });
});
