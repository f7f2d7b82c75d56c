import { Module } from '@nestjs/common';
import { SingleStatement } from './single-statement.js';

/** Work that is one statement, with or without an Idempotency-Key. */
@Module({
  providers: [SingleStatement],
  exports: [SingleStatement],
})
export class SingleStatementModule {}
