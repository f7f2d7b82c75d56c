import preset from '../../jest.preset.mjs';

/** Checks of the shape of the whole product, which the tests of a single project cannot see. They use no database and no network. */
export default {
  ...preset,
  displayName: 'checks',
  testMatch: ['<rootDir>/*.spec.mjs'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
