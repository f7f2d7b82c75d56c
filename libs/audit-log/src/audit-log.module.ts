import { Global, Module } from '@nestjs/common';
import { Records } from './records.js';

/** Provides `Records` to every module of a service. */
@Global()
@Module({ providers: [Records], exports: [Records] })
export class AuditLogModule {}
