import { Module } from '@nestjs/common';
import { RelayCredentialsController } from './relay-credentials.controller.js';
import { RelayCredentialsRepository } from './relay-credentials.repository.js';
import { RelayCredentialsService } from './relay-credentials.service.js';

/** Credentials of relays. */
@Module({
  controllers: [RelayCredentialsController],
  providers: [RelayCredentialsRepository, RelayCredentialsService],
})
export class RelayCredentialsModule {}
