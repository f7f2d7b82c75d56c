import { afterAll, beforeAll, describe } from '@jest/globals';
import { browserIsHere } from '@tollgate/testing/browser';
import { account } from './account.js';
import { administration } from './administration.js';
import { firstMinutes } from './first-minutes.js';
import { pages } from './pages.js';
import { siteOwner } from './site-owner.js';
import { Walk } from './walk.js';

const TESTS = 30;
const withBrowser = browserIsHere(TESTS) ? describe : describe.skip;

/** All browser tests, on one platform and one browser. They run in this order, because the first sets the installation up. */
withBrowser('the console', () => {
  let walk: Walk;

  beforeAll(async () => {
    walk = await Walk.start();
  }, 60_000);
  afterAll(() => walk.close());

  firstMinutes(() => walk);
  account(() => walk);
  administration(() => walk);
  siteOwner(() => walk);
  pages(() => walk);
});
