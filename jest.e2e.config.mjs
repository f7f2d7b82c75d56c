import preset from './jest.preset.mjs';

/** The whole product, HTTP to row: built, and started by each spec file. E2E_MESH=nats runs it over a real nats-server. */
export default {
  ...preset,
  displayName: 'e2e',
  rootDir: '.',
  testMatch: ['<rootDir>/apps/*/{src,e2e}/**/*.e2e-spec.ts', '<rootDir>/tests/**/*.e2e-spec.ts'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
