import { createHash } from 'node:crypto';
import { AppError, type Identity, project, type RpcContract, type WireError } from '@tollgate/contracts';
import type { Tx, UnitOfWork } from '../db/index.js';
import type { RequestContext } from '../rpc/request-context.js';

/** The format of the header's value (draft-ietf-httpapi-idempotency-key-header): printable ASCII. */
const KEY = /^[\x20-\x7e]{1,255}$/;

const LOCK = {
  name: 'idempotency.lock',
  text: 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
} as const;
const FIND = {
  name: 'idempotency.find',
  text: `SELECT request_hash, state, reply FROM platform.idempotency
          WHERE scope = $1 AND user_id = $2 AND key = $3 AND created_at > now() - interval '24 hours'`,
} as const;
/** Keeps a reply in place of an expired one, and removes a few others that have expired. */
const KEEP = {
  name: 'idempotency.keep',
  text: `WITH gone AS (
           DELETE FROM platform.idempotency WHERE (scope, user_id, key) IN (
             SELECT scope, user_id, key FROM platform.idempotency
              WHERE created_at <= now() - interval '24 hours' AND (scope, user_id, key) <> ($1, $2, $3)
              LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO platform.idempotency (scope, user_id, key, request_hash, state, reply)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (scope, user_id, key) DO UPDATE
            SET request_hash = excluded.request_hash, state = excluded.state, reply = excluded.reply, created_at = now()`,
} as const;

interface Stored {
  request_hash: Buffer;
  state: 'done' | 'refused';
  reply: string;
}

/**
 * Does what an Idempotency-Key names once. The reply is kept in the transaction of the effect, so that there is never one
 * without the other; for 24 hours the same key gives the same reply, byte for byte, refusals included. Replies are rows that
 * the service which gave them alone can see (policies of the table, by the contract's subject).
 */
export class Idempotency {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Runs `work` in a unit of work, unless its reply is known. Without a key it always runs. A refusal that it throws is
   * kept too (its writes are undone), but for those that tell of the moment only: a part that is down, a rate limit.
   * @throws AppError IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED (other body), IDEMPOTENCY_IN_PROGRESS (its twin runs)
   */
  async run<Req extends object, Res extends object>(
    context: RequestContext<Identity>,
    contract: RpcContract<Req, Res>,
    request: Req,
    work: (tx: Tx) => Promise<Res>,
  ): Promise<Res> {
    const key = context.caller.idempotencyKey;
    if (key === undefined) return this.unitOfWork.run(work);
    if (!KEY.test(key)) throw new AppError('IDEMPOTENCY_KEY_INVALID');
    const row = [contract.subject, context.identity.userId, key] as const;
    const hash = createHash('sha256').update(canonical(request)).digest();
    const { state, reply } = await this.unitOfWork.run((tx) => once(tx, row, hash, () => attempt(tx, contract, work)));
    if (state === 'done') return JSON.parse(reply) as Res;
    const { code, params } = JSON.parse(reply) as WireError;
    throw new AppError(code, params);
  }
}

type Reply = Pick<Stored, 'state' | 'reply'>;

async function once(
  tx: Tx,
  row: readonly [scope: string, userId: number, key: string],
  hash: Buffer,
  make: () => Promise<Reply>,
): Promise<Reply> {
  const [lock] = await tx.query<{ taken: boolean }>(LOCK, [row.join('\n')]);
  if (!lock?.taken) throw new AppError('IDEMPOTENCY_IN_PROGRESS', {}, { retryAfter: 1 });
  const [stored] = await tx.query<Stored>(FIND, row);
  if (stored && !stored.request_hash.equals(hash)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  if (stored) return stored;
  const made = await make();
  await tx.query(KEEP, [...row, hash, made.state, made.reply]);
  return made;
}

async function attempt<Req extends object, Res extends object>(
  tx: Tx,
  contract: RpcContract<Req, Res>,
  work: (tx: Tx) => Promise<Res>,
): Promise<Reply> {
  await tx.query('SAVEPOINT work');
  try {
    return { state: 'done', reply: JSON.stringify(project(contract.Response, await work(tx))) };
  } catch (error) {
    if (!isLasting(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT work');
    return { state: 'refused', reply: JSON.stringify({ code: error.code, params: error.params }) };
  }
}

/** Whether a refusal is about the request, so that the same request will meet it again. */
function isLasting(error: unknown): error is AppError {
  return error instanceof AppError && error.status < 500 && error.status !== 429 && error.retryAfter === undefined;
}

/** JSON with sorted keys: the same request in another order of its fields is the same request. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
