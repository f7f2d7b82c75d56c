export {
  hasEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedOptions,
} from './embedded-postgres.js';
