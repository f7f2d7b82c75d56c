import { Bool, Int, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { BearerTokens } from './bearer-tokens.contract.js';
import { LoginReply } from './sessions.contract.js';

/** A code of the authenticator app, or a backup code with or without its dash. */
export class SecondFactorCode {
  @Text({ min: 1, max: 64, example: '123456', description: 'Code of the app (6 digits) or backup code (XXXX-XXXX)' })
  code: string;
}

/** The code with which a login is finished. */
export class SecondFactorLogin extends SecondFactorCode {
  @Text({ optional: true, max: 255, description: 'Of the first step; without it the cookie of the first step counts' })
  flow_token?: string;
}

/** A code of the authenticator app. */
export class AppCode {
  @Text({ min: 1, max: 64, example: '123456', description: 'Code of the app, 6 digits' }) code: string;
}

export class SecondFactorStatus {
  @Bool() enabled: boolean;
  @Bool({ description: 'Too many wrong codes; they are refused for a while' }) locked: boolean;
  @Int({ optional: true, example: 4, description: 'Only while enabled' }) backup_codes_remaining?: number;
}

export class BackupCodes {
  @List('string', { example: ['9V2J-X417'], description: 'Shown once' }) backup_codes: string[];
}

export class NewBackupCodes extends BearerTokens {
  @List('string', { example: ['9V2J-X417'], description: 'Shown once' }) backup_codes: string[];
}

export class SecondFactorSetup extends BackupCodes {
  @Text({ description: 'Base32, shown once' }) secret: string;
  @Text({ max: 2048, description: 'otpauth:// address for a QR code' }) qr_code_data: string;
}

export class SecondFactorStats {
  @Int({ example: 47 }) total_users: number;
  @Int({ example: 1 }) enabled_users: number;
  @Text({ example: '2.1%' }) enabled_rate: string;
}

export class SecondFactorOfUser {
  @Int({ min: 1 }) id: number;
}

export const secondFactorsRpc = {
  status: rpc('rpc.auth.second_factor.status', Nothing, SecondFactorStatus, {
    access: 'user',
    summary: 'Whether your second factor is on',
  }),
  setup: rpc('rpc.auth.second_factor.setup', Nothing, SecondFactorSetup, {
    access: 'user',
    errors: ['SECOND_FACTOR_ON'],
    stepUp: true,
    summary: 'A new secret for an authenticator app; in force once enabled',
  }),
  enable: rpc('rpc.auth.second_factor.enable', AppCode, BearerTokens, {
    access: 'user',
    errors: ['SECOND_FACTOR_NOT_SET_UP', 'SECOND_FACTOR_ENABLED', 'CODE_LENGTH', 'CODE_DIGITS', 'CODE_WRONG'],
    summary: 'Switch the second factor on with a first code',
  }),
  disable: rpc('rpc.auth.second_factor.disable', SecondFactorCode, BearerTokens, {
    access: 'user',
    errors: ['SECOND_FACTOR_OFF', 'CODE_REFUSED', 'CODE_WRONG', 'SECOND_FACTOR_LOCKED'],
    summary: 'Switch the second factor off',
  }),
  backupCodes: rpc('rpc.auth.second_factor.backup_codes', AppCode, NewBackupCodes, {
    access: 'user',
    errors: ['SECOND_FACTOR_OFF', 'CODE_LENGTH', 'CODE_DIGITS', 'CODE_WRONG', 'SECOND_FACTOR_LOCKED'],
    summary: 'New backup codes; the old ones are over',
  }),
  login: rpc('rpc.auth.second_factor.login', SecondFactorLogin, LoginReply, {
    access: 'public',
    limit: 'critical',
    errors: [
      'PENDING_LOGIN_OVER',
      'LOGIN_REFUSED',
      'SECOND_FACTOR_OFF',
      'CODE_REFUSED',
      'CODE_WRONG',
      'SECOND_FACTOR_LOCKED',
    ],
    summary: 'Finish a login with the second factor',
  }),
  stats: rpc('rpc.auth.second_factor.stats', Nothing, SecondFactorStats, {
    access: 'admin',
    permission: 'user.read',
    summary: 'How many users have a second factor',
  }),
  disableOfUser: rpc('rpc.auth.second_factor.disable_of_user', SecondFactorOfUser, Nothing, {
    access: 'admin',
    permission: 'user.write',
    errors: ['USER_NOT_FOUND', 'SECOND_FACTOR_OUTRANKED', 'SECOND_FACTOR_OFF'],
    stepUp: true,
    summary: "Switch a lower user's second factor off",
  }),
};
