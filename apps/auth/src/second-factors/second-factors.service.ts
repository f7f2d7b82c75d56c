import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import type { NewBackupCodes, SecondFactorSetup, SecondFactorStatus } from '@tollgate/contracts/auth/second-factors';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { CodeCheck } from './code-check.js';
import {
  createBackupCodes,
  createSeed,
  buildOtpauthUrl,
  parseCode,
  formatBackupCode,
  findTimeStep,
  type TypedCode,
} from './codes.js';
import { FactorChanges } from './factor-changes.js';
import { FactorSecrets } from './factor-secrets.js';
import { SecondFactorsRepository } from './second-factors.repository.js';

/** The user's own second factor: an authenticator app (RFC 6238), and backup codes in case it is lost. */
@Injectable()
export class SecondFactorsService {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly check: CodeCheck,
    private readonly secrets: FactorSecrets,
    private readonly changes: FactorChanges,
    private readonly options: Options,
    private readonly uow: UnitOfWork,
  ) {}

  /** Whether the factor is on, and whether codes are locked for this session or for unknown clients. */
  async status(identity: Identity, caller: Caller): Promise<SecondFactorStatus> {
    const left = await this.factors.backupCodesLeft(identity.userId);
    if (left === undefined) return { enabled: false, locked: false };
    return { enabled: true, locked: await this.check.isLocked(identity, caller), backup_codes_remaining: left };
  }

  /**
   * Creates a secret and backup codes, which are shown once. They take effect when the first code is confirmed. A repeated
   * call replaces the earlier ones.
   * @throws AppError SECOND_FACTOR_ON, CREDENTIAL_INVALID
   */
  async setup(identity: Identity, caller: Caller): Promise<SecondFactorSetup> {
    const { userId } = identity;
    const seed = createSeed();
    const codes = createBackupCodes();
    const username = await this.uow.run(async (tx) => {
      const owner = await lockOwner(tx, identity, caller);
      if (!(await this.factors.begin(tx, userId, this.secrets.seal(userId, seed)))) {
        throw new AppError('SECOND_FACTOR_ON');
      }
      await this.storeBackupCodes(tx, userId, codes);
      await this.changes.record(tx, {
        userId,
        action: 'security.second_factor_set_up',
        line: '开始设置两步验证',
        caller,
      });
      return owner.username;
    });
    const uri = buildOtpauthUrl(seed, this.options.get('SystemName'), username);
    return { secret: seed, qr_code_data: uri, backup_codes: codes.map(formatBackupCode) };
  }

  /**
   * Confirms the secret with its first code. Ends all other sessions.
   * @throws AppError SECOND_FACTOR_NOT_SET_UP, SECOND_FACTOR_ENABLED, CODE_LENGTH, CODE_DIGITS, CODE_WRONG,
   *   CREDENTIAL_INVALID
   */
  async enable(typed: string, identity: Identity, caller: Caller): Promise<BearerTokens> {
    const { userId } = identity;
    const factor = await this.factors.find(userId);
    if (!factor) throw new AppError('SECOND_FACTOR_NOT_SET_UP');
    if (factor.confirmed) throw new AppError('SECOND_FACTOR_ENABLED');
    const { code } = parseAppCode(typed);
    const step = await findTimeStep(this.secrets.open(userId, factor.secret), code, factor.epoch, factor.last_step);
    if (step === null) throw new AppError('CODE_WRONG');
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      // A concurrent set-up or confirmation may have come first.
      if (!(await this.factors.confirm(tx, userId, factor.secret, step))) throw new AppError('CODE_WRONG');
      const event = { userId, action: 'security.second_factor_enabled', line: '成功启用两步验证', caller } as const;
      return this.changes.recordAndEndSessions(tx, event, identity.sessionId);
    });
  }

  /**
   * Disables the second factor and removes the backup codes. Ends all other sessions.
   * @throws AppError SECOND_FACTOR_OFF, CODE_REFUSED, CODE_WRONG, SECOND_FACTOR_LOCKED, CREDENTIAL_INVALID
   */
  async disable(typed: string, identity: Identity, caller: Caller): Promise<BearerTokens> {
    const { userId } = identity;
    const code = await this.parseAnyCode(typed, userId);
    const wrong = code.kind === 'app' ? 'CODE_REFUSED' : 'CODE_WRONG';
    return this.check.take(identity, code, caller, wrong, async (tx) => {
      await lockOwner(tx, identity, caller);
      await this.factors.remove(tx, userId);
      const event = { userId, action: 'security.second_factor_disabled', line: '禁用两步验证', caller } as const;
      return this.changes.recordAndEndSessions(tx, event, identity.sessionId);
    });
  }

  /**
   * Creates new backup codes, which are shown once, and revokes the old ones.
   * @throws AppError SECOND_FACTOR_OFF, CODE_LENGTH, CODE_DIGITS, CODE_WRONG, SECOND_FACTOR_LOCKED, CREDENTIAL_INVALID
   */
  async backupCodes(typed: string, identity: Identity, caller: Caller): Promise<NewBackupCodes> {
    const { userId } = identity;
    const codes = createBackupCodes();
    const tokens = await this.check.take(identity, parseAppCode(typed), caller, 'CODE_WRONG', async (tx) => {
      await lockOwner(tx, identity, caller);
      await this.storeBackupCodes(tx, userId, codes);
      const line = '重新生成两步验证备用码';
      const event = { userId, action: 'security.backup_codes_replaced', line, caller } as const;
      return this.changes.recordAndRenew(tx, event, identity.sessionId);
    });
    return { ...tokens, backup_codes: codes.map(formatBackupCode) };
  }

  private async storeBackupCodes(tx: Tx, userId: number, codes: readonly string[]): Promise<void> {
    const hashes = codes.map((code) => this.secrets.lookups(userId, code)[0]);
    await this.factors.replaceCodes(tx, userId, hashes);
  }

  private async parseAnyCode(typed: string, userId: number): Promise<NonNullable<TypedCode>> {
    const code = parseCode(typed);
    if (code) return code;
    throw new AppError((await this.factors.find(userId))?.confirmed ? 'CODE_REFUSED' : 'SECOND_FACTOR_OFF');
  }
}

/** Parses a code of the app, for calls that accept no backup code. */
function parseAppCode(typed: string): NonNullable<TypedCode> {
  const digits = typed.replaceAll(/\s/g, '');
  if ([...digits].length !== 6) throw new AppError('CODE_LENGTH');
  const code = parseCode(digits);
  if (code?.kind !== 'app') throw new AppError('CODE_DIGITS');
  return code;
}
