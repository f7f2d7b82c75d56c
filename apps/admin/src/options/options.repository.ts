import { Injectable } from '@nestjs/common';
import { Option, OptionReplica, OptionVersion } from '@tollgate/entities';
import { Repositories, type Tx } from '@tollgate/platform/db';
import { In } from 'typeorm';

/** The stored options. */
@Injectable()
export class OptionsRepository {
  constructor(private readonly repositories: Repositories) {}

  /** Takes the next version. Its row's lock holds until the end of the transaction, so changes follow one another. */
  async raiseVersion(tx: Tx): Promise<number> {
    const { raw } = await this.repositories
      .of(OptionVersion, tx)
      .createQueryBuilder()
      .update()
      .set({ version: () => 'version + 1' })
      .where({ id: true })
      .returning('version')
      .execute();
    const [row] = raw as OptionVersion[];
    if (!row) throw new Error('admin.option_version has no row');
    return row.version;
  }

  /** The stored texts of some keys; keys without a row are missing. */
  async stored(tx: Tx, keys: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.repositories.of(Option, tx).findBy({ key: In(keys) });
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  async put(tx: Tx, key: string, value: string): Promise<void> {
    await this.repositories
      .of(Option, tx)
      .createQueryBuilder()
      .insert()
      .values({ key, value })
      .orUpdate(['value', 'updated_at'], ['key'])
      .execute();
  }

  async remove(tx: Tx, keys: readonly string[]): Promise<void> {
    await this.repositories.of(Option, tx).delete({ key: In(keys) });
  }

  /** How many replicas that reported within the last three seconds (they report once a second) hold a version below this one. */
  replicasBehind(version: number): Promise<number> {
    return this.repositories
      .of(OptionReplica)
      .createQueryBuilder('replica')
      .where('replica.version < :version', { version })
      .andWhere(`replica.seen_at > now() - interval '3 seconds'`)
      .getCount();
  }
}
