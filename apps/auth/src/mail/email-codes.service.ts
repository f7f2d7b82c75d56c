import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';
import { Throttle } from '../throttle/throttle.js';
import type { Address } from './address.js';
import { EmailCodesRepository } from './email-codes.repository.js';

/** What a code proves. A code of one purpose is none of another. */
export type CodePurpose = 'verification';

const LENGTH = 6;
const SECONDS = 600;
/** Digits and letters that cannot be taken for each other. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** A right code, not yet used up. */
export interface RightCode {
  readonly purpose: CodePurpose;
  readonly addressKey: string;
  readonly hashes: readonly Buffer[];
}

/**
 * Codes that prove an e-mail address: six characters, ten minutes, once, dead after five wrong tries. They are kept as an
 * HMAC, because all of them could be tried against a plain hash.
 */
@Injectable()
export class EmailCodes {
  constructor(
    private readonly codes: EmailCodesRepository,
    private readonly secrets: Secrets,
    private readonly throttle: Throttle,
  ) {}

  /** A code that opens nothing yet: `activate` it when its mail is on its way. */
  make(): string {
    return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  }

  /** Makes a code the only good one of its address and purpose. */
  async activate(purpose: CodePurpose, address: Address, code: string, userId: number | null): Promise<void> {
    const [hash] = this.hashes(purpose, address.key, code);
    await this.codes.store(purpose, address.key, hash, userId, SECONDS);
  }

  /**
   * Judges a code and counts the try, on the code itself and for the caller's network, at once and by itself, so that a
   * rollback of what follows forgets no miss. To be called before the transaction that spends it.
   * @param userId the account the address is meant for: a code that another account asked for is wrong; null for a new one
   * @throws AppError EMAIL_CODE_INVALID
   */
  async check(
    purpose: CodePurpose,
    address: Address,
    code: string,
    caller: Caller,
    userId: number | null = null,
  ): Promise<RightCode> {
    const hashes = this.hashes(purpose, address.key, code);
    const attempt = await this.throttle.reserve('mail_code', { name: address.key, perNetwork: true }, caller);
    // while locked, a right code answers like a wrong one
    if (!attempt.allowed || !(await this.codes.try(purpose, address.key, hashes, userId))) {
      await this.throttle.missed(attempt);
      throw new AppError('EMAIL_CODE_INVALID');
    }
    await this.throttle.passed(attempt);
    return { purpose, addressKey: address.key, hashes };
  }

  /**
   * Uses up a right code, in the transaction of what it allows.
   * @throws AppError EMAIL_CODE_INVALID where it was used, replaced or killed since
   */
  async spend(tx: Tx, { purpose, addressKey, hashes }: RightCode): Promise<void> {
    if (!(await this.codes.spend(tx, purpose, addressKey, hashes))) throw new AppError('EMAIL_CODE_INVALID');
  }

  private hashes(purpose: CodePurpose, addressKey: string, code: string): readonly [Buffer, ...Buffer[]] {
    return this.secrets.lookups(code.trim().toLowerCase(), `mail_code:${purpose}:${addressKey}`);
  }
}
