import preset from '../../jest.preset.mjs';

/** Checks of the shape of the whole product: what no single project's tests can see. No database, no network. */
export default {
  ...preset,
  displayName: 'checks',
  testMatch: ['<rootDir>/*.spec.mjs'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
