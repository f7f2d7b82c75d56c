import type { Provider } from '@nestjs/common';
import { PasswordLoginsService } from './logins/password-logins.service.js';
import { AccountsElsewhere } from './third-party/accounts-elsewhere.js';
import { AuthorizationCode } from './third-party/authorization-code.js';
import { BindingsService } from './third-party/bindings.service.js';
import { IdentitiesRepository } from './third-party/identities.repository.js';
import { IssuerDirectory } from './third-party/issuer-directory.js';
import { Newcomers } from './third-party/newcomers.js';
import { SpentProofs } from './third-party/spent-proofs.js';
import { States } from './third-party/states.js';
import { TelegramService } from './third-party/telegram.service.js';
import { ThirdPartyService } from './third-party/third-party.service.js';
import { WaysIn } from './third-party/ways-in.js';
import { WeChatService } from './third-party/wechat.service.js';
import { Turnstile } from './turnstile/turnstile.js';

/** What other sites vouch for: who somebody is there, and that somebody is a person. */
export const thirdPartyProviders: Provider[] = [
  AccountsElsewhere,
  AuthorizationCode,
  BindingsService,
  IdentitiesRepository,
  IssuerDirectory,
  Newcomers,
  PasswordLoginsService,
  SpentProofs,
  States,
  TelegramService,
  ThirdPartyService,
  Turnstile,
  WaysIn,
  WeChatService,
];
