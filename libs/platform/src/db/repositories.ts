import { hash } from 'node:crypto';
import { type DataSource, type EntityManager, QueryResult, type Repository } from 'typeorm';
import type { Database, Sql, Statement } from './database.js';
import type { Entity } from './data-source.js';

/** TypeORM writes a page into the text and does not bind it. */
const HAS_PAGE = /\bOFFSET \d/;
/** Named texts at most, because a connection keeps the plan of each. */
const MAX_NAMED = 200;

/**
 * TypeORM's repositories for plain administrative reads and writes. Their statements run through `Sql`, so they take part in the
 * caller's transaction, wait in the same connection queue, and fail with the same errors as statements written by hand.
 */
export class Repositories {
  private readonly statements = new Map<string, Statement>();
  private readonly managers = new WeakMap<Sql, EntityManager>();

  constructor(
    private readonly source: DataSource,
    private readonly database: Database,
  ) {}

  /**
   * The repository of an entity. A query builder of it that writes must have a condition on the state that it changes.
   * @param sql the transaction to take part in; without one each statement is a transaction by itself
   */
  of<T extends object>(entity: Entity & (abstract new () => T), sql: Sql = this.database): Repository<T> {
    return this.managerOf(sql).getRepository<T>(entity);
  }

  /**
   * Names a text, so that each connection plans it once as it does for statements written by hand. Texts with a page in them are
   * left without a name, because there are as many of them as pages.
   */
  private statement(text: string): Statement | string {
    const known = this.statements.get(text);
    if (known || HAS_PAGE.test(text) || this.statements.size >= MAX_NAMED) return known ?? text;
    const statement = { name: `typeorm.${hash('sha1', text).slice(0, 16)}`, text };
    this.statements.set(text, statement);
    return statement;
  }

  private managerOf(sql: Sql): EntityManager {
    const known = this.managers.get(sql);
    if (known) return known;
    const manager = this.source.createEntityManager(this.runnerOn(sql));
    this.managers.set(sql, manager);
    return manager;
  }

  /** A query runner that never takes a connection itself. `affected` counts the rows that RETURNING gives. */
  private runnerOn(sql: Sql) {
    const runner = this.source.createQueryRunner();
    const query = async (text: string, values?: readonly unknown[], isStructured = false) => {
      const rows = await sql.query(this.statement(text), values);
      if (!isStructured) return rows;
      return Object.assign(new QueryResult(), { raw: rows, records: rows, affected: rows.length });
    };
    // locks are refused outside a transaction
    return Object.assign(runner, { query, isTransactionActive: sql !== this.database });
  }
}
