import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { TurnstileModule } from '../turnstile/turnstile.module.js';
import { FirstKey } from './first-key.js';
import { SignUpEmails } from './sign-up-emails.js';
import { SignUpGate } from './sign-up-gate.js';
import { SignUpsController } from './sign-ups.controller.js';
import { SignUpsService } from './sign-ups.service.js';

/** Sign-up with a user name and a password. */
@Module({
  imports: [ApiKeysModule, MailModule, PasswordsModule, TurnstileModule],
  controllers: [SignUpsController],
  providers: [FirstKey, NewAccounts, SignUpEmails, SignUpGate, SignUpsService],
})
export class SignUpsModule {}
