export { browserIsHere, openBrowser, type TestBrowser } from './browser.js';
