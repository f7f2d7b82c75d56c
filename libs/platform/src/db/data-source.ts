import pg, { type Pool } from 'pg';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';

/** An entity class. */
export type Entity = Exclude<EntityTarget<ObjectLiteral>, string | { type: unknown; name: string }>;

/**
 * A service's DataSource: its entities, on the service's own pool, and no option that would change the schema.
 * @param onLoss called when the pool loses an idle connection
 */
export function dataSourceOptions(
  pool: Pool,
  entities: readonly Entity[],
  onLoss?: (error: Error) => void,
): DataSourceOptions {
  return {
    type: 'postgres',
    driver: driverOn(pool),
    entities: entities as never,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolErrorHandler: onLoss,
  };
}

/**
 * The pg package for TypeORM's `driver` option, with a pool that exists already. TypeORM asks the driver for a pool when the DataSource
 * is initialised, so this gives it the service's own: then there is one pool and not two, and TypeORM ends it with the DataSource.
 */
function driverOn(pool: Pool): typeof pg {
  function ExistingPool(): Pool {
    return pool;
  }
  return { ...pg, Pool: ExistingPool as unknown as typeof pg.Pool };
}
