export type { Browser, BrowserContext, Page } from 'playwright-core';
export { browserIsHere, launchBrowser, openBrowser, type TestBrowser } from './browser.js';
