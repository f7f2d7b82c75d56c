import type { RedemptionBatch } from '@tollgate/contracts/billing/redemptions';
import type { Answer } from '../http/route/answer.js';
import { csvFile, csvLine, type TimeFormat } from '../http/answers/csv.js';

const HEAD = ['id', 'key', 'name', 'quota', 'status', 'created_time', 'expired_time', 'redeemed_time', 'used_user_id'];

/** The codes of a batch as a CSV file. */
export function batchFile({ items }: RedemptionBatch, toTime: TimeFormat): Answer {
  async function* lines(): AsyncIterable<string> {
    yield csvLine(HEAD);
    for (const code of items) {
      const times = [code.created_time, code.expired_time, code.redeemed_time].map(toTime);
      yield csvLine([code.id, code.key, code.name, code.quota, code.status, ...times, code.used_user_id]);
    }
  }
  return csvFile(`redemptions-${items[0]?.batch_id ?? 0}`, lines());
}
