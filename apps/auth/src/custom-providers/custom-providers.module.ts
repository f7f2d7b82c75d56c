import { Module } from '@nestjs/common';
import { CustomProvidersController } from './custom-providers.controller.js';
import { CustomProvidersRepository } from './custom-providers.repository.js';
import { CustomProvidersService } from './custom-providers.service.js';

/** OAuth providers that root makes. Logging in with them is in `third-party`. */
@Module({
  controllers: [CustomProvidersController],
  providers: [CustomProvidersRepository, CustomProvidersService],
  exports: [CustomProvidersRepository],
})
export class CustomProvidersModule {}
