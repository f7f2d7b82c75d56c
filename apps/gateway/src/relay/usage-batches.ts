import { AppError } from '@tollgate/contracts';

const MAX_RECORDS = 1000;
/** Half of what a message may hold, because JSON in JSON grows. */
const PART_BYTES = 500_000;

/**
 * Splits records into parts that fit into a message, in order.
 * @throws AppError INVALID_PARAMETER if they are no list, or more than 1,000
 */
export function splitRecords(records: unknown): object[][] {
  if (!Array.isArray(records) || records.length > MAX_RECORDS)
    throw new AppError('INVALID_PARAMETER', { field: 'body' });
  const parts: object[][] = [[]];
  let bytes = 0;
  for (const record of records as object[]) {
    const size = Buffer.byteLength(JSON.stringify(record));
    if (bytes + size > PART_BYTES && parts.at(-1)?.length) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(record);
    bytes += size;
  }
  return parts;
}
