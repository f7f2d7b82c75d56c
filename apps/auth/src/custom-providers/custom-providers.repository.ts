import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { CustomProvider } from '@tollgate/contracts/auth/custom-providers';
import { CustomProviderRow } from '@tollgate/entities';
import { getSqlState, getViolatedIndex, Repositories, type Sql, type Tx } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';

const FOREIGN_KEY_VIOLATION = '23503';

/** The stored fields besides id and secret. */
export type ProviderFields = Omit<CustomProvider, 'id'>;

const NEXT_ID = {
  name: 'custom_providers.next_id',
  text: `SELECT nextval(pg_get_serial_sequence('auth.custom_providers', 'id')) AS id`,
} as const;

/** Custom providers. Their secrets are sealed for their rows. */
@Injectable()
export class CustomProvidersRepository {
  constructor(
    private readonly repositories: Repositories,
    private readonly secrets: Secrets,
  ) {}

  list(): Promise<CustomProviderRow[]> {
    return this.rows().find({ order: { id: 'ASC' }, take: 1000 });
  }

  listEnabled(): Promise<CustomProviderRow[]> {
    return this.rows().find({ where: { enabled: true }, order: { id: 'ASC' }, take: 100 });
  }

  async get(id: number): Promise<CustomProviderRow | undefined> {
    return (await this.rows().findOneBy({ id })) ?? undefined;
  }

  async findBySlug(slug: string): Promise<CustomProviderRow | undefined> {
    return (await this.rows().findOneBy({ slug })) ?? undefined;
  }

  /** Locks a provider until the end of the transaction. */
  async lock(tx: Tx, id: number): Promise<CustomProviderRow | undefined> {
    return (await this.rows(tx).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  openSecret({ id, client_secret }: CustomProviderRow): string {
    return this.secrets.open(client_secret, sealContext(id));
  }

  /** @throws AppError CUSTOM_PROVIDER_SLUG_TAKEN */
  async insert(tx: Tx, fields: ProviderFields, secret: string): Promise<CustomProviderRow> {
    const [next] = await tx.query<{ id: number }>(NEXT_ID);
    if (!next) throw new Error('no number for a provider');
    const sealed = this.secrets.seal(secret, sealContext(next.id));
    await refuseTaken(this.rows(tx).insert({ ...fields, id: next.id, client_secret: sealed }));
    return this.require(tx, next.id);
  }

  /** Writes a locked provider. Without a secret the stored one stays. @throws AppError CUSTOM_PROVIDER_SLUG_TAKEN */
  async update(tx: Tx, id: number, fields: ProviderFields, secret?: string): Promise<CustomProviderRow> {
    const sealed = secret === undefined ? {} : { client_secret: this.secrets.seal(secret, sealContext(id)) };
    await refuseTaken(this.rows(tx).update({ id }, { ...fields, ...sealed }));
    return this.require(tx, id);
  }

  /** @throws AppError CUSTOM_PROVIDER_BOUND */
  async remove(tx: Tx, id: number): Promise<void> {
    try {
      await this.rows(tx).delete({ id });
    } catch (error) {
      throw getSqlState(error) === FOREIGN_KEY_VIOLATION ? new AppError('CUSTOM_PROVIDER_BOUND') : error;
    }
  }

  private async require(tx: Tx, id: number): Promise<CustomProviderRow> {
    const row = await this.rows(tx).findOneBy({ id });
    if (!row) throw new Error('the provider was written in this transaction');
    return row;
  }

  private rows(sql?: Sql) {
    return this.repositories.of(CustomProviderRow, sql);
  }
}

async function refuseTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw getViolatedIndex(error) === 'custom_providers_slug' ? new AppError('CUSTOM_PROVIDER_SLUG_TAKEN') : error;
  }
}

function sealContext(id: number): string {
  return `auth.custom_providers.client_secret:${id}`;
}
