import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import {
  ApiKeyRow,
  BackupCode,
  Credential,
  KnownBrowser,
  LinkedIdentity,
  MailCode,
  OAuthState,
  Passkey,
  PasskeyChallenge,
  PasskeyProof,
  PendingLogin,
  ResetToken,
  Session,
  SpentProof,
  ThrottleBucket,
  TwoFactor,
  User,
} from '@tollgate/entities';
import { OptionsModule } from '@tollgate/options';
import { defineService } from '@tollgate/platform/service';
import { authSettings } from './auth.config.js';
import { AuthModule } from './auth.module.js';

export const auth = defineService({
  name: 'auth',
  settings: authSettings,
  module: AuthModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  entities: [
    User,
    Session,
    Credential,
    PendingLogin,
    LinkedIdentity,
    ApiKeyRow,
    TwoFactor,
    BackupCode,
    Passkey,
    PasskeyChallenge,
    PasskeyProof,
    ThrottleBucket,
    KnownBrowser,
    MailCode,
    ResetToken,
    OAuthState,
    SpentProof,
  ],
});
