export { browserIsHere, launchBrowser, openBrowser, type TestBrowser } from './browser.js';
