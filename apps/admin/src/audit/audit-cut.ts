import { Injectable } from '@nestjs/common';
import { Records } from '@tollgate/audit-log';
import { UnitOfWork } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';
import { AuditRepository } from './audit.repository.js';
import { HEAD_PURPOSE, headText } from './seal.js';

/** Seals that one transaction cuts; a seal holds at most a thousand events. */
const SEALS_AT_A_TIME = 50;

/**
 * Cuts the old end of the audit trail, by whole seals. The rest begins with a head: the last seal that was cut, under a keyed digest
 * of its own, so that verification continues from there and notices a cut that this product did not make.
 */
@Injectable()
export class AuditCut {
  constructor(
    private readonly repository: AuditRepository,
    private readonly records: Records,
    private readonly secrets: Secrets,
    private readonly work: UnitOfWork,
  ) {}

  /** Deletes events whose seal is older than so many days, some seals at a time; returns how many events. The cut is an event, too. */
  async cut(days: number): Promise<number> {
    return this.work.run(async (tx) => {
      if (!(await this.repository.elect(tx))) return 0;
      const seal = await this.repository.sealToCut(tx, days, SEALS_AT_A_TIME);
      if (!seal) return 0;
      const [mac] = this.secrets.lookups(headText(seal), HEAD_PURPOSE);
      const deleted = await this.repository.cutUntil(tx, seal.id, mac);
      await this.records.audit(tx, {
        actor: null,
        action: 'audit.cut',
        target: { type: 'audit', id: seal.id },
        after: { days, deleted },
        caller: null,
      });
      return deleted;
    });
  }
}
