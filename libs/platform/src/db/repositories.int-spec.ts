import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import pg from 'pg';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { poolConfig } from './connection.js';
import { Database } from './database.js';
import { dataSourceOptions } from './data-source.js';
import { Repositories } from './repositories.js';
import { UnitOfWork } from './unit-of-work.js';

@Entity({ schema: 'billing', name: 'parts' })
class Part {
  @PrimaryColumn({ type: 'bigint' }) id: number;
  @Column({ type: 'integer' }) stock: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) made_at: Date;
}

let db: TestDatabase;
let source: DataSource;
let database: Database;
let repositories: Repositories;
beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query(
    'CREATE TABLE billing.parts (id bigint PRIMARY KEY, stock int NOT NULL, made_at timestamptz DEFAULT now())',
  );
  await db.owner.query('GRANT ALL ON billing.parts TO tollgate_billing');
  await db.owner.query('INSERT INTO billing.parts VALUES (1, 10), (2, 20)');
  const pool = new pg.Pool(poolConfig({ url: db.url, service: 'billing', size: 1 }));
  source = await new DataSource(dataSourceOptions(pool, [Part])).initialize();
  database = new Database(pool);
  repositories = new Repositories(source, database);
});
afterAll(async () => {
  await source.destroy();
  await db.close();
});

const sell = (work: Parameters<UnitOfWork['run']>[0]) => new UnitOfWork(database).run(work);

describe('repositories', () => {
  it('read rows as the types that the entity states', async () => {
    const part = await repositories.of(Part).findOneBy({ id: 1 });
    expect(part).toEqual({ id: 1, stock: 10, made_at: expect.any(Date) });
    expect(part).toBeInstanceOf(Part);
  });

  it('take part in a transaction and its rollback, on the one connection of the pool', async () => {
    const failed = sell(async (tx) => {
      const { raw } = await repositories
        .of(Part, tx)
        .createQueryBuilder()
        .update()
        .set({ stock: () => 'stock - 1' })
        .where('id = :id AND stock > 0', { id: 1 })
        .returning('stock')
        .execute();
      expect(raw).toEqual([{ stock: 9 }]);
      expect(await repositories.of(Part, tx).findOneBy({ id: 1 })).toMatchObject({ stock: 9 });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect(await repositories.of(Part).findOneBy({ id: 1 })).toMatchObject({ stock: 10 });
  });

  it('lock rows in a transaction, and refuse to do so outside one', async () => {
    const locked = { where: { id: 2 }, lock: { mode: 'pessimistic_write' } } as const;
    await expect(repositories.of(Part).findOne(locked)).rejects.toThrow('transaction');
    await sell(async (tx) => expect(await repositories.of(Part, tx).findOne(locked)).toMatchObject({ stock: 20 }));
  });

  it('report a lost connection as UNAVAILABLE, like every other statement', async () => {
    const lost = sell(async (tx) => {
      await repositories.of(Part, tx).findOneBy({ id: 1 });
      await db.owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'tollgate-billing' AND datname = current_database()`,
      );
      await repositories.of(Part, tx).findOneBy({ id: 1 });
    });
    await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
