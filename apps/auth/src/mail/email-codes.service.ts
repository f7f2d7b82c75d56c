import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import type { Tx } from '@tollgate/platform/db';
import { toNetwork } from '@tollgate/platform/limits';
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

/** The key of an address in the table of codes: a hash, because the table would else list all addresses that were asked for. */
function toAddressKey({ key }: Address): string {
  return hashSecret(key).toString('base64url');
}

/** The requester of a code or of an attempt: an account, or the guests of one network. */
export function getRequester(userId: number | null, { ip }: Caller): string {
  return userId === null ? `guest:${toNetwork(ip)}` : `user:${userId}`;
}

/** The request that a code belongs to. */
export interface CodeOrder {
  readonly id: string;
  readonly requester: string;
  readonly userId: number | null;
}

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

  /**
   * The code of an order. It is computed, so that a retry sends the same code and the queue holds none: readers of the queue
   * lack the key.
   */
  createCode(order: string): string {
    const [digest] = this.secrets.lookups(order, 'mail_code_text');
    let rest = BigInt(`0x${digest.toString('hex')}`);
    const base = BigInt(CODE_ALPHABET.length);
    return Array.from({ length: CODE_LENGTH }, () => {
      const letter = CODE_ALPHABET[Number(rest % base)];
      rest /= base;
      return letter;
    }).join('');
  }

  /** Makes the code of an order valid for its requester. False if it was used, revoked or replaced since an earlier attempt. */
  activate(purpose: CodePurpose, address: Address, code: string, order: CodeOrder): Promise<boolean> {
    return this.codes.store({
      purpose,
      addressKey: toAddressKey(address),
      requester: order.requester,
      hashes: this.buildHashes(purpose, address.key, code),
      userId: order.userId,
      seconds: CODE_SECONDS,
      order: hashSecret(order.id),
    });
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
    const addressKey = toAddressKey(address);
    const asker = { userId, requester: getRequester(userId, caller) };
    const attempt = await this.throttle.reserve('mail_code', { name: address.key, perNetwork: true }, caller);
    // While the throttle is locked, a right code gets the answer of a wrong one.
    if (!attempt.allowed || !(await this.codes.countAttempt(purpose, addressKey, hashes, asker))) {
      await this.throttle.missed(attempt);
      throw new AppError('EMAIL_CODE_INVALID');
    }
    await this.throttle.passed(attempt);
    return { purpose, addressKey, hashes };
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
