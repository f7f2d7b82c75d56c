import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { CustomProvidersModule } from '../custom-providers/custom-providers.module.js';
import { LoginsModule } from '../logins/logins.module.js';
import { MailModule } from '../mail/mail.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { SpentProofsModule } from '../spent-proofs/spent-proofs.module.js';
import { AuthorizationCode } from './authorization-code.js';
import { BindingAdminService } from './binding-admin.service.js';
import { BindingsController } from './bindings.controller.js';
import { BindingsService } from './bindings.service.js';
import { IdentitiesRepository } from './identities.repository.js';
import { IssuerDirectory } from './issuer-directory.js';
import { LoginMethods } from './login-methods.js';
import { ProviderDirectory } from './provider-directory.js';
import { States } from './states.js';
import { TelegramService } from './telegram.service.js';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { ThirdPartySignUps } from './third-party-sign-ups.js';
import { ThirdPartyController } from './third-party.controller.js';
import { ThirdPartyService } from './third-party.service.js';
import { WeChatService } from './wechat.service.js';

/** Login with GitHub, Discord, OpenID Connect, Linux DO, WeChat, Telegram and custom providers, and binding such accounts. */
@Module({
  imports: [CustomProvidersModule, LoginsModule, MailModule, SecurityEventsModule, SpentProofsModule],
  controllers: [BindingsController, ThirdPartyController],
  providers: [
    AuthorizationCode,
    BindingAdminService,
    BindingsService,
    IdentitiesRepository,
    IssuerDirectory,
    LoginMethods,
    NewAccounts,
    ProviderDirectory,
    States,
    TelegramService,
    ThirdPartyAccounts,
    ThirdPartyService,
    ThirdPartySignUps,
    WeChatService,
  ],
  exports: [LoginMethods],
})
export class ThirdPartyModule {}
