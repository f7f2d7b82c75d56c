import { Module } from '@nestjs/common';
import { SpentProofs } from './spent-proofs.js';

/** Proofs of other sites that are good once: Telegram signatures and Turnstile tokens. */
@Module({
  providers: [SpentProofs],
  exports: [SpentProofs],
})
export class SpentProofsModule {}
