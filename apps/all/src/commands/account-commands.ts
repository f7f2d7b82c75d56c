import type { AdminCommands, RoleName } from '@tollgate/admin';
import type { AuthCommands } from '@tollgate/auth';
import { Secrets } from '@tollgate/platform/secrets';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { CommandContext, Run } from './context.js';
import { onDatabase } from './on-database.js';
import { readNewPassword } from './password-input.js';

const NEEDS = { secrets: true };
const ROLE_NAMES: readonly RoleName[] = ['user', 'admin'];

/** Adds the commands that change accounts. Each is audited with the actor "command line". */
export function addAccountCommands(program: Command, run: Run): void {
  const admin = program.command('admin').description('change accounts without an administrator');
  admin
    .command('create-root <name>')
    .description('do the set-up: make the root account; the password comes from the standard input or is asked for')
    .action((name: string) =>
      run(NEEDS, async (context) => {
        await asAdmin(context, async (commands) => commands.createRoot(name, await readNewPassword()));
        print(`${name} is root`);
      }),
    );
  admin
    .command('reset-password <name>')
    .description('print a link that resets the password once, or set a new one')
    .option('--password-stdin', 'set the password that is on the standard input, or ask for it on a terminal')
    .action((name: string, { passwordStdin }: { passwordStdin?: boolean }) =>
      run(NEEDS, (context) => asAuth(context, (commands) => resetPassword(commands, name, passwordStdin === true))),
    );
  addPlainCommands(admin, run);
  program
    .command('export-user')
    .addArgument(new Argument('<id>', 'number of the account').argParser(parseWhole))
    .description('print all that is kept of a person as JSON, by table, without secrets')
    .action((id: number) =>
      run({ ...NEEDS, printsFile: true }, (context) =>
        asAdmin(context, async (commands) => print(JSON.stringify({ id, parts: await commands.export(id) }, null, 2))),
      ),
    );
  program
    .command('erase-user')
    .addArgument(new Argument('<id>', 'number of the account').argParser(parseWhole))
    .description('delete an account and its personal data for good; the ledger keeps its postings under the number')
    .action((id: number) =>
      run(NEEDS, (context) =>
        asAdmin(context, async (commands) => print(`${await commands.erase(id)} (${id}) is erased`)),
      ),
    );
}

function addPlainCommands(admin: Command, run: Run): void {
  admin
    .command('unlock <name>')
    .description('end the locks that wrong passwords and codes caused')
    .action((name: string) =>
      run(NEEDS, (context) =>
        asAdmin(context, (commands) => commands.unlock(name).then(() => print(`${name} is unlocked`))),
      ),
    );
  admin
    .command('disable-2fa <name>')
    .description('remove the second factor and end all sessions')
    .action((name: string) =>
      run(NEEDS, (context) =>
        asAuth(context, (commands) =>
          commands.disableSecondFactor(name).then(() => print(`${name} has no second factor any more`)),
        ),
      ),
    );
  admin
    .command('grant <name>')
    .addArgument(new Argument('<quota>', 'whole quota to add').argParser(parseWhole))
    .description('add quota to a balance, as an administrator does')
    .requiredOption('--reason <text>', 'the reason, which the audit trail and the statement keep')
    .action((name: string, quota: number, { reason }: { reason: string }) =>
      run(NEEDS, (context) =>
        asAdmin(context, async (commands) => print(`${name} has ${await commands.grant(name, quota, reason)} now`)),
      ),
    );
  admin
    .command('set-role <name>')
    .addArgument(new Argument('<role>', 'the new role').choices(ROLE_NAMES))
    .description('make a user an administrator, or an administrator a user')
    .action((name: string, role: RoleName) =>
      run(NEEDS, (context) =>
        asAdmin(context, (commands) =>
          commands.setRole(name, role).then(() => print(`${name} has the role ${role} now`)),
        ),
      ),
    );
}

async function resetPassword(commands: AuthCommands, name: string, isSet: boolean): Promise<void> {
  if (!isSet) return print(await commands.createResetLink(name));
  await commands.setPassword(name, await readNewPassword());
  print(`${name} has a new password; all sessions, tokens and passkeys of the account have ended`);
}

// the code of a service is loaded only if its command runs
async function asAdmin(context: CommandContext, work: (commands: AdminCommands) => Promise<void>): Promise<void> {
  const { withAdminCommands } = await import('@tollgate/admin');
  await onDatabase(context, ({ url }) => withAdminCommands(place(context, url), work));
}

async function asAuth(context: CommandContext, work: (commands: AuthCommands) => Promise<void>): Promise<void> {
  const { withAuthCommands } = await import('@tollgate/auth');
  await onDatabase(context, ({ url }) => withAuthCommands(place(context, url), work));
}

function place({ config, log }: CommandContext, url: string) {
  return { url, secrets: new Secrets(config.CRYPTO_SECRET), log };
}

function parseWhole(value: string): number {
  const number = Number(value);
  if (!/^[1-9]\d*$/.test(value) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
