export * from './log.js';
export * from './throttled-log.js';
