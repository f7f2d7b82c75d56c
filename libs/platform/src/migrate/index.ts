export * from './migrate.js';
export { DatabaseUnreachable, waitForDatabase } from './wait-for-database.js';
