export * from './test-database.js';
export * from './expect-invariants.js';
export * from './audit-postings.js';
export * from './test-clock.js';
