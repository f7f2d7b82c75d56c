import type { Provider } from '@nestjs/common';
import { PasswordLoginsService } from './logins/password-logins.service.js';
import { ThirdPartyAccounts } from './third-party/third-party-accounts.js';
import { AuthorizationCode } from './third-party/authorization-code.js';
import { BindingsService } from './third-party/bindings.service.js';
import { IdentitiesRepository } from './third-party/identities.repository.js';
import { IssuerDirectory } from './third-party/issuer-directory.js';
import { ThirdPartySignUps } from './third-party/third-party-sign-ups.js';
import { SpentProofs } from './third-party/spent-proofs.js';
import { States } from './third-party/states.js';
import { TelegramService } from './third-party/telegram.service.js';
import { ThirdPartyService } from './third-party/third-party.service.js';
import { LoginMethods } from './third-party/login-methods.js';
import { WeChatService } from './third-party/wechat.service.js';
import { Turnstile } from './turnstile/turnstile.js';

/** What other sites vouch for: who somebody is there, and that somebody is a person. */
export const thirdPartyProviders: Provider[] = [
  ThirdPartyAccounts,
  AuthorizationCode,
  BindingsService,
  IdentitiesRepository,
  IssuerDirectory,
  ThirdPartySignUps,
  PasswordLoginsService,
  SpentProofs,
  States,
  TelegramService,
  ThirdPartyService,
  Turnstile,
  LoginMethods,
  WeChatService,
];
