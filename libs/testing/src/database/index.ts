export * from './test-database.js';
export * from './expect-invariants.js';
