import { Module } from '@nestjs/common';
import { PasswordHasher, passwordHasher } from '@tollgate/platform/passwords';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { Passwords } from './passwords.js';

/** Hashing and checking passwords. */
@Module({
  imports: [ThrottleModule],
  providers: [passwordHasher, Passwords],
  exports: [PasswordHasher, Passwords],
})
export class PasswordsModule {}
