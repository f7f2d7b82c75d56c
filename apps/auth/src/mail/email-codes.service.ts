import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';
import { Throttle } from '../throttle/throttle.js';
import type { Address } from './address.js';
import { EmailCodesRepository } from './email-codes.repository.js';

/** The purpose of a code. A code is not valid for another purpose. */
export type CodePurpose = 'verification';

const CODE_LENGTH = 6;
const CODE_SECONDS = 600;
/** Digits and letters that look different from each other. */
const CODE_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** A verified code that is not consumed yet. */
export interface VerifiedCode {
  readonly purpose: CodePurpose;
  readonly addressKey: string;
  readonly hashes: readonly Buffer[];
}

/**
 * Codes that prove an e-mail address: six characters, ten minutes, one use, void after five wrong attempts. They are stored
 * as an HMAC, because a plain hash of so few characters could be reversed.
 */
@Injectable()
export class EmailCodes {
  constructor(
    private readonly codes: EmailCodesRepository,
    private readonly secrets: Secrets,
    private readonly throttle: Throttle,
  ) {}

  /** Creates a code. It becomes valid when `activate` stores it. */
  createCode(): string {
    return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
  }

  /** Stores a code as the only valid one of its address and purpose. */
  async activate(purpose: CodePurpose, address: Address, code: string, userId: number | null): Promise<void> {
    const [hash] = this.buildHashes(purpose, address.key, code);
    await this.codes.store(purpose, address.key, hash, userId, CODE_SECONDS);
  }

  /**
   * Verifies a code and counts the attempt, on the code and on the network of the caller, in its own transaction, so that a
   * later rollback forgets no miss. Call it before the transaction that consumes the code.
   * @param userId the account that the address is for; null for a new account. A code that another account requested is
   *   wrong.
   * @throws AppError EMAIL_CODE_INVALID
   */
  async check(
    purpose: CodePurpose,
    address: Address,
    code: string,
    caller: Caller,
    userId: number | null = null,
  ): Promise<VerifiedCode> {
    const hashes = this.buildHashes(purpose, address.key, code);
    const attempt = await this.throttle.reserve('mail_code', { name: address.key, perNetwork: true }, caller);
    // While the throttle is locked, a right code gets the answer of a wrong one.
    if (!attempt.allowed || !(await this.codes.countAttempt(purpose, address.key, hashes, userId))) {
      await this.throttle.missed(attempt);
      throw new AppError('EMAIL_CODE_INVALID');
    }
    await this.throttle.passed(attempt);
    return { purpose, addressKey: address.key, hashes };
  }

  /**
   * Consumes a verified code, in the transaction of the action that it allows.
   * @throws AppError EMAIL_CODE_INVALID if it has been consumed, replaced or voided
   */
  async spend(tx: Tx, { purpose, addressKey, hashes }: VerifiedCode): Promise<void> {
    if (!(await this.codes.spend(tx, purpose, addressKey, hashes))) throw new AppError('EMAIL_CODE_INVALID');
  }

  private buildHashes(purpose: CodePurpose, addressKey: string, code: string): readonly [Buffer, ...Buffer[]] {
    return this.secrets.lookups(code.trim().toLowerCase(), `mail_code:${purpose}:${addressKey}`);
  }
}
