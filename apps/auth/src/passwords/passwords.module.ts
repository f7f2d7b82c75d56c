import { Module } from '@nestjs/common';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { Passwords } from './passwords.js';

/** Hashing and checking passwords. */
@Module({
  imports: [ThrottleModule],
  providers: [PasswordHasher, Passwords],
  exports: [PasswordHasher, Passwords],
})
export class PasswordsModule {}
