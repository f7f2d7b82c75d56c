import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { PasswordHasher, passwordHasher } from '@tollgate/platform/passwords';
import { NewPasswords } from './new-passwords.js';

/** Makes accounts and hashes passwords, for the slices that create or change accounts. One hasher, because its limit of concurrent hashes holds per instance. */
@Module({
  providers: [NewAccounts, NewPasswords, passwordHasher],
  exports: [NewAccounts, NewPasswords, PasswordHasher],
})
export class AccountsModule {}
