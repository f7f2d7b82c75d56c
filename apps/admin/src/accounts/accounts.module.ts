import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { PasswordHasher } from '@tollgate/platform/passwords';

/** Makes accounts and hashes passwords, for the slices that create or change accounts. One hasher, because its limit of concurrent hashes holds per instance. */
@Module({
  providers: [NewAccounts, PasswordHasher],
  exports: [NewAccounts, PasswordHasher],
})
export class AccountsModule {}
