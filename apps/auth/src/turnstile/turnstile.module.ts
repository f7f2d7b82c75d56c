import { Module } from '@nestjs/common';
import { SpentProofsModule } from '../spent-proofs/spent-proofs.module.js';
import { Turnstile } from './turnstile.js';

/** The check that a request comes from a person. */
@Module({
  imports: [SpentProofsModule],
  providers: [Turnstile],
  exports: [Turnstile],
})
export class TurnstileModule {}
