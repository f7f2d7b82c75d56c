import { checkedPassword } from '@tollgate/account-rules';
import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { PasswordHasher } from '@tollgate/platform/passwords';

/** Checks and hashes the passwords that administrators give to users. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly options: Options,
  ) {}

  /**
   * Returns the hash of a password that passes the rules.
   * @throws AppError INVALID_VALUE, PASSWORD_BLOCKED, OVERLOADED
   */
  hash(password: string): Promise<string> {
    return this.hasher.hash(checkedPassword(password, this.options));
  }
}
