import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;

/**
 * Native-ESM Jest, for `*.spec.ts` (no I/O) and `*.int-spec.ts` (a real PostgreSQL, started by the global set-up unless
 * TEST_DATABASE_URL names one). Run with NODE_OPTIONS=--experimental-vm-modules; Nx sets it.
 */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tollgate/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, module: { type: 'es6' } }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/src/**/*.int-spec.ts'],
  globalSetup: fileURLToPath(new URL('./tools/test/global-setup.mjs', import.meta.url)),
  globalTeardown: fileURLToPath(new URL('./tools/test/global-teardown.mjs', import.meta.url)),
  testTimeout: 30_000,
  coverageProvider: 'v8',
  injectGlobals: false,
  passWithNoTests: true,
  reporters: ['default', fileURLToPath(new URL('./tools/test/tally-reporter.mjs', import.meta.url))],
  workerIdleMemoryLimit: '1GB',
};
