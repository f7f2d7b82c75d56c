import { getMetadataArgsStorage } from 'typeorm';
import * as entities from './index.js';

/** The schemas that hold the product's tables; each belongs to the service of its name, `ledger` to billing. */
export type Schema = 'admin' | 'auth' | 'billing' | 'ledger';

type EntityClass = (typeof entities)[keyof typeof entities];

/** All entities whose tables are in these schemas. A test compares them with the tables that the migrations create. */
export function entitiesIn(...schemas: Schema[]): EntityClass[] {
  const wanted = new Set<string | undefined>(schemas);
  const all = Object.values(entities);
  return all.filter((entity) =>
    getMetadataArgsStorage()
      .filterTables(entity)
      .some(({ schema }) => wanted.has(schema)),
  );
}
