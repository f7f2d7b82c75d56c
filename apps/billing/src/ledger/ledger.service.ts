import { Injectable } from '@nestjs/common';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type {
  LedgerPage,
  LedgerRequest,
  OwnLedgerRequest,
  Statement,
  StatementEntries,
  StatementEntriesRequest,
  StatementRequest,
  TrialBalance,
} from '@tollgate/contracts/billing/ledger';
import { LedgerRepository, MAX_COUNT } from './ledger.repository.js';
import { parseSpan } from './period.js';

const PAGE = 500;
const QUOTA = 'quota';

/** Reads the ledger: entries, statements and the trial balance. */
@Injectable()
export class LedgerService {
  constructor(private readonly ledger: LedgerRepository) {}

  own(request: OwnLedgerRequest, identity: Identity): Promise<LedgerPage> {
    return this.page({ ...request, user_id: identity.userId });
  }

  /** @throws AppError TARGET_OUTRANKS */
  async list(request: LedgerRequest, { userId, role }: Identity): Promise<LedgerPage> {
    if (await this.ledger.outranks(request.user_id, userId, role)) throw new AppError('TARGET_OUTRANKS');
    return this.page(request);
  }

  trialBalance(): Promise<TrialBalance> {
    return this.ledger.trialBalance();
  }

  /**
   * Returns the credits and debits of a period by kind. Opening balance, sums and closing balance always add up, because the period is cut
   * between two entries and not by the clock of a replica.
   * @throws AppError PERIOD_INVALID, PERMISSION_DENIED, TARGET_OUTRANKS
   */
  async statement(request: StatementRequest, identity: Identity): Promise<Statement> {
    const userId = await this.getReadable(request.user_id, identity);
    const { account = QUOTA } = request;
    // The current second is included, because `to` is exclusive.
    const { from, to } = parseSpan(request.from, request.to, Math.floor(Date.now() / 1000) + 1);
    const period = await this.ledger.period(userId, account, from, to);
    return {
      account,
      from,
      to,
      opening_balance: period.opening,
      by_kind: await this.ledger.byKind(userId, account, period),
      closing_balance: period.closing,
      first_version: period.first,
      last_version: period.last,
    };
  }

  async statementEntries(
    { account, after, until, user_id }: StatementEntriesRequest,
    identity: Identity,
  ): Promise<StatementEntries> {
    const userId = await this.getReadable(user_id, identity);
    const items = await this.ledger.range(userId, account, after, until, PAGE);
    const next = items.at(-1)?.version ?? until;
    return next < until ? { items, next } : { items };
  }

  /** The user whose account is read: the caller, or the user that an administrator with the right `payment.read` names. */
  private async getReadable(wanted: number | undefined, { userId, role }: Identity): Promise<number> {
    if (wanted === undefined || wanted === userId) return userId;
    if (role < Role.admin) throw new AppError('PERMISSION_DENIED');
    await this.ledger.requirePermission(userId);
    if (await this.ledger.outranks(wanted, userId, role)) throw new AppError('TARGET_OUTRANKS');
    return wanted;
  }

  private async page(request: LedgerRequest): Promise<LedgerPage> {
    const { user_id, account = QUOTA, p, page_size, kind, start_timestamp: start, end_timestamp: end } = request;
    const skip = (p - 1) * page_size;
    const before = request.cursor === undefined ? undefined : Number(request.cursor);
    const isFiltered = [kind, start, end, before].some((value) => value !== undefined);
    const { items, total } = isFiltered
      ? await this.ledger.filtered({ userId: user_id, account, kind, start, end, before }, before ? 0 : skip, page_size)
      : await this.ledger.page(user_id, account, skip, page_size);
    const last = items.length === page_size ? items.at(-1) : undefined;
    return {
      items,
      total,
      page: p,
      page_size,
      total_estimated: isFiltered && total >= MAX_COUNT,
      next_cursor: last ? String(last.version) : null,
    };
  }
}
