import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { ApiKeyCopiesService } from './api-key-copies.service.js';
import { ApiKeyViews } from './api-key-views.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeySecrets } from './key-secrets.js';
import { KeyVerificationService } from './key-verification.service.js';
import { UserApiKeysController } from './user-api-keys.controller.js';
import { UserApiKeysService } from './user-api-keys.service.js';

/** API keys: administration by their owner and by administrators, and verification for a relay. */
@Module({
  imports: [GroupsModule],
  controllers: [ApiKeysController, UserApiKeysController],
  providers: [
    ApiKeyCopiesService,
    ApiKeyViews,
    ApiKeysRepository,
    ApiKeysService,
    KeySecrets,
    KeyVerificationService,
    UserApiKeysService,
  ],
  exports: [ApiKeysService, KeyVerificationService],
})
export class ApiKeysModule {}
