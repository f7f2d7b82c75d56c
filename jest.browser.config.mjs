import preset from './jest.preset.mjs';

/** The built console in a real browser, against the built product. Each file starts one platform and one browser. */
export default {
  ...preset,
  displayName: 'browser',
  rootDir: '.',
  testMatch: ['<rootDir>/apps/console/e2e/**/*.browser-spec.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
