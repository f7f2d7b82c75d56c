import { canonical, checkedUsername } from '@tollgate/account-rules';
import { AppError, type Caller, Nothing } from '@tollgate/contracts';
import type { SetupRequest, SetupState } from '@tollgate/contracts/admin/setup';
import { Injectable } from '@nestjs/common';
import { ledger } from '@tollgate/ledger';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { type AuditEntry, Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { OptionsRepository } from '../options/options.repository.js';
import { OptionsService } from '../options/options.service.js';
import { SetupRepository } from './setup.repository.js';

/** The first quota of root, which is New API's figure. */
const ROOT_QUOTA = 100_000_000;
/** Stored with the set-up, so that a later migration can depend on it. */
const VERSION = '0.1.0';
const MAX_NAME_LENGTH = 12;

/** An account name and a password that passed the rules. */
interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Where a set-up comes from: a request without a login, or a command. */
interface Origin {
  readonly caller: Caller;
  readonly actor: AuditEntry['actor'];
}

/** Makes the first account and the first choices, once. */
@Injectable()
export class SetupService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: SetupRepository,
    private readonly optionsRepository: OptionsRepository,
    private readonly options: OptionsService,
    private readonly records: Records,
    private readonly passwords: PasswordHasher,
  ) {}

  /** A database that has a root account (an imported one) counts as set up. */
  async state(): Promise<SetupState> {
    const { done, root } = await this.repository.state();
    return { status: done || root, root_init: root, database_type: 'postgres' };
  }

  /**
   * Creates root with its first quota, stores the two modes, and closes the set-up permanently, in one transaction. If two requests
   * race, one wins. If a root account exists already, the set-up is closed, because the modes are options that root changes.
   * @throws AppError SETUP_DONE, SETUP_USERNAME_LENGTH, SETUP_PASSWORDS_DIFFER, SETUP_PASSWORD_LENGTH, USERNAME_TAKEN
   */
  async run(
    request: SetupRequest,
    context: Pick<RequestContext<null>, 'caller'>,
    actor: AuditEntry['actor'] = null,
  ): Promise<Nothing> {
    const before = await this.repository.state();
    if (before.done || before.root) throw new AppError('SETUP_DONE');
    const credentials = checkCredentials(request);
    const hash = await this.passwords.hash(credentials.password);
    const version = await this.work.run(async (tx) => {
      if (!(await this.repository.begin(tx, VERSION))) throw new AppError('SETUP_DONE');
      const rootId = await this.createRoot(tx, credentials.username, hash, context);
      return this.storeModes(tx, request, rootId, { ...context, actor });
    });
    await this.options.announce(version);
    return new Nothing();
  }

  private async createRoot(tx: Tx, username: string, passwordHash: string, context: { caller: Caller }) {
    const id = await this.repository.createRoot(tx, { username, key: canonical(username), passwordHash });
    if (id === null) throw new AppError('USERNAME_TAKEN');
    await ledger.open(tx, id);
    await ledger.post(tx, {
      kind: 'set_up',
      ref: String(id),
      actor: null,
      requestId: context.caller.requestId,
      legs: [
        { userId: id, account: 'quota', amount: ROOT_QUOTA },
        { account: 'gift', amount: -ROOT_QUOTA },
      ],
    });
    return id;
  }

  private async storeModes(tx: Tx, request: SetupRequest, rootId: number, context: Origin) {
    const version = await this.optionsRepository.raiseVersion(tx);
    const modes = {
      SelfUseModeEnabled: String(request.SelfUseModeEnabled ?? false),
      DemoSiteEnabled: String(request.DemoSiteEnabled ?? false),
    };
    for (const [key, value] of Object.entries(modes)) await this.optionsRepository.put(tx, key, value);
    await this.records.audit(tx, {
      actor: context.actor,
      action: 'system.set_up',
      target: { type: 'system', id: '' },
      after: { ...modes, rootId },
      caller: context.caller,
    });
    return version;
  }
}

function checkCredentials({ username = '', password = '', confirmPassword = '' }: SetupRequest): Credentials {
  const name = checkedUsername(username);
  if ([...name].length > MAX_NAME_LENGTH) throw new AppError('SETUP_USERNAME_LENGTH');
  if (password !== confirmPassword) throw new AppError('SETUP_PASSWORDS_DIFFER');
  const length = [...password.normalize('NFC')].length;
  if (length < 8) throw new AppError('SETUP_PASSWORD_LENGTH');
  if (length > 72) throw new AppError('INVALID_PARAMETER', { field: 'password' });
  return { username: name, password };
}
