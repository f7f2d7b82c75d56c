import { lockTarget } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { PersonalData, UserId } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { readPersonalData } from './personal-data.js';
import { UserTrail } from './user-trail.js';

/** Rows of each table in one answer; the first number whose answer is short enough for a message is used. */
const ROWS = [200, 20, 1] as const;
/** Below the largest reply of a message, 512 KiB, with room for the envelope. */
const MAX_BYTES = 400 * 1024;

/** Answers what is kept of a person. */
@Injectable()
export class UserExportService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly trail: UserTrail,
  ) {}

  /**
   * All that is kept of a user of lower rank, by table, without secrets. `count` is the number of rows; a long table is cut, and the
   * command `export-user` gives it whole. The export is an event of the audit trail.
   * @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS, PERMISSION_DENIED
   */
  async export({ id }: UserId, context: RequestContext<Identity>): Promise<PersonalData> {
    return this.work.run(async (tx) => {
      const target = await lockTarget(tx, context.identity, id, 'TARGET_OUTRANKS');
      if (target.actor_role !== Role.root && target.role >= target.actor_role) throw new AppError('TARGET_OUTRANKS');
      await this.trail.record(tx, context, { action: 'user.export', id });
      for (const rows of ROWS) {
        const parts = await readPersonalData(tx, id, rows);
        if (Buffer.byteLength(JSON.stringify(parts)) <= MAX_BYTES) return { parts };
      }
      throw new AppError('REPLY_TOO_LARGE');
    });
  }
}
