import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OptionsModule } from '../options/options.module.js';
import { SetupController } from './setup.controller.js';
import { SetupRepository } from './setup.repository.js';
import { SetupService } from './setup.service.js';
import { SetupToken } from './setup-token.js';

/** The set-up: the root account and the first modes. */
@Module({
  imports: [AccountsModule, OptionsModule],
  controllers: [SetupController],
  providers: [SetupRepository, SetupService, SetupToken],
})
export class SetupModule {}
