import { Injectable } from '@nestjs/common';
import { CallbacksRepository } from './callbacks.repository.js';
import type { Provider } from './evidence.js';
import { type RefusedCallback, RefusedCallbacksRepository } from './refused-callbacks.repository.js';
import { SettlementsService } from './settlements.service.js';

/** Callbacks that one process keeps in a minute. Forged ones must not cost a statement each. */
const MAX_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * Archives callbacks: those that verify, as they came, before they are acted upon; and those that do not verify and name an order, so that
 * administrators see why it is not paid.
 */
@Injectable()
export class CallbackArchive {
  private kept = 0;
  private since = 0;

  constructor(
    private readonly verified: CallbacksRepository,
    private readonly refused: RefusedCallbacksRepository,
    private readonly settlements: SettlementsService,
  ) {}

  /** Stores a callback that verified as it came; the same body again is the same row. */
  archive(provider: Provider, body: Buffer): Promise<number> {
    return this.verified.archive(provider, body);
  }

  /** Counts the callback and keeps it, at most 60 a minute. It credits nothing. */
  async refuse(callback: RefusedCallback): Promise<void> {
    this.settlements.countUnverified(callback.provider);
    const { tradeNo } = callback;
    if (tradeNo === '' || tradeNo.length > 64 || tradeNo.includes('\0') || !this.hasRoom()) return;
    await this.refused.keep(callback);
  }

  private hasRoom(): boolean {
    const now = performance.now();
    if (now - this.since > MINUTE_MS) [this.since, this.kept] = [now, 0];
    this.kept += 1;
    return this.kept <= MAX_A_MINUTE;
  }
}
