import { Module } from '@nestjs/common';
import { FeaturesController } from './features.controller.js';

/** Features of New API that are off here. */
@Module({ controllers: [FeaturesController] })
export class FeaturesModule {}
