import type { Pool } from 'pg';
import type { DataSource, DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import { type ConnectionOptions, poolConfig } from './connection.js';
import { Database } from './database.js';

/** An entity class. */
export type Entity = Exclude<EntityTarget<ObjectLiteral>, string | { type: unknown; name: string }>;

/** A service's DataSource: its entities, its pool, and nothing that would change the schema. */
export function dataSourceOptions(connection: ConnectionOptions, entities: readonly Entity[]): DataSourceOptions {
  return {
    type: 'postgres',
    entities: entities as never,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    extra: poolConfig(connection),
    poolErrorHandler: connection.onLoss,
  };
}

/** The pool of an initialised DataSource as the door that repositories use: one pool, not two. */
export function getDatabase(dataSource: DataSource): Database {
  const { master } = dataSource.driver as unknown as { master: Pool };
  return new Database(master);
}
