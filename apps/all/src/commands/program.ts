import { CommandError } from '@tollgate/platform/config';
import { Command } from 'commander';
import { applyMigrations, openDatabase } from '../database.js';
import { addAccountCommands } from './account-commands.js';
import type { Run } from './context.js';

/**
 * The command line. A command loads its code when it runs, because no other command needs it.
 * @param run reads the settings, then does the work of a command
 */
export function buildProgram(run: Run): Command {
  const program = new Command('tollgate');
  program
    .description('Runs the services that TARGET names. A command does one job and ends.')
    .helpCommand('help [command]', 'list the commands, or show the help of one')
    .allowExcessArguments()
    .action(() => {
      throw new CommandError(`the command ${program.args[0] ?? ''} is not known; help lists the commands`);
    });
  addDatabaseCommands(program, run);
  addImportCommands(program, run);
  addAccountCommands(program, run);
  return program;
}

function addDatabaseCommands(program: Command, run: Run): void {
  program
    .command('migrate')
    .description('bring the schema up to date; waits DATABASE_WAIT_SECONDS for the database')
    .action(() =>
      run({}, async ({ config, log }) => {
        const database = await openDatabase(config, log, config.DATABASE_WAIT_SECONDS);
        await applyMigrations(database.url, log).finally(() => database.stop());
      }),
    );
  program
    .command('retention')
    .description('delete log lines and other records that are older than the options keep them')
    .action(() =>
      run({ secrets: true }, async ({ config, log }) =>
        (await import('../retention-command.js')).retainOnce(config, log),
      ),
    );
  program
    .command('invariants')
    .description('check the rules of balances, codes and orders; ends with 1 if one is broken')
    .action(() =>
      run({}, async ({ config, log }) => (await import('../check-ledger.js')).checkLedger('invariants', config, log)),
    );
  program
    .command('ledger:verify')
    .description('check the hash chains of the accounts; ends with 1 if one is broken')
    .action(() =>
      run({}, async ({ config, log }) =>
        (await import('../check-ledger.js')).checkLedger('ledger:verify', config, log),
      ),
    );
  program
    .command('audit:verify')
    .description('check the seals of the audit trail; ends with 1 if it is not intact')
    .action(() =>
      run({ secrets: true }, async ({ config, log }) => (await import('../verify-trail.js')).verifyTrail(config, log)),
    );
}

function addImportCommands(program: Command, run: Run): void {
  const moving = program
    .command('import')
    .description('bring a database of New API, One API or one-hub over')
    // its own parser reads the options and reports its exit codes
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { importHelp, importOnce } = await import('../import-command.js');
      if (importHelp(moving.args)) return;
      await run({ secrets: true }, ({ config, log }) => importOnce(moving.args, config, log));
    });
  program
    .command('export-balances')
    .description('print the balance of every user as CSV')
    .action(() =>
      run({ printsFile: true }, async ({ config, log }) =>
        (await import('../import-command.js')).printBalances(config, log),
      ),
    );
}
