import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { NewPasswords } from './new-passwords.js';

/** Makes accounts and hashes passwords, for the slices that create or change accounts. One hasher, because its limit of concurrent hashes holds per instance. */
@Module({
  providers: [NewAccounts, NewPasswords, PasswordHasher],
  exports: [NewAccounts, NewPasswords, PasswordHasher],
})
export class AccountsModule {}
