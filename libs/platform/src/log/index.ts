export * from './log.js';
export * from './seldom.js';
