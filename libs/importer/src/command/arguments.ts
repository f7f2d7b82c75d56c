import { parseArgs } from 'node:util';
import { ImportError } from '../import-error.js';
import { type Part, PARTS } from '../tables/table-import.js';

/** The parsed command line of an import. */
export interface ImportRequest {
  readonly verify: boolean;
  readonly from: string;
  readonly logsFrom: string | undefined;
  readonly dryRun: boolean;
  readonly delta: boolean;
  readonly report: string;
  readonly parts: ReadonlySet<Part>;
  readonly logs: 'none' | '30d' | 'all';
  /** Undefined: the rule of the first pass, which is `stop` by default. */
  /** Rows that one transaction moves. */
  readonly batch: number;
  readonly onNameConflict: 'stop' | 'rename' | undefined;
}

export const IMPORT_HELP = `Moves everybody and everything over from New API, One API or one-hub.

  import --from <address> [options]          moves; the source is only read
  import verify --from <address> [options]   compares source and target, user by user and in total
  export-balances > balances.csv             prints user id, balance and used quota of every user

  --from <address>       postgres://login:password@host:port/database, mysql://login:password@host:port/database
                         or sqlite:<file>. IMPORT_FROM in the environment is the same and stays out of the process list.
  --logs-from <address>  where the log is, if it has a database of its own (IMPORT_LOGS_FROM)
  --dry-run              reads and checks everything, writes only the report
  --delta                after a first pass: moves what is new, changed or deleted in the source since
  --report <folder>      where report.txt and report.json go (default: import-report, of verify import-report/verify)
  --only <parts>         a list of ${PARTS.join(', ')} (default: all)
  --logs none|30d|all    how much of the log is moved (default: all)
  --on-name-conflict stop|rename
                         two names that are one here (letter case, width): stop with a list, or give all but one a suffix
  --batch <rows>         rows that one transaction moves, 1 to 100000 (default: 10000)
  --help                 this text

The target is DATABASE_URL, or the embedded database. It must be migrated and hold no users but the root made by set-up.
CRYPTO_SECRET seals keys and second factors: use the one that the services will have.

Exit codes: 0 all sums are equal, 1 stopped, 2 finished with differences that the report lists.
`;

const OPTIONS = {
  from: { type: 'string' },
  'logs-from': { type: 'string' },
  'dry-run': { type: 'boolean' },
  delta: { type: 'boolean' },
  report: { type: 'string' },
  only: { type: 'string' },
  logs: { type: 'string' },
  'on-name-conflict': { type: 'string' },
  batch: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Variables that stand for options which hold a password. */
export interface ImportEnvironment {
  readonly IMPORT_FROM?: string;
  readonly IMPORT_LOGS_FROM?: string;
}

/**
 * Reads the command line; undefined where help is asked for.
 * @throws ImportError that names the wrong argument
 */
export function parseImport(args: readonly string[], env: ImportEnvironment): ImportRequest | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [word, ...rest] = positionals;
  if (rest.length > 0 || (word !== undefined && word !== 'verify')) {
    throw new ImportError(
      `${positionals.join(' ')} is not understood: the command is import or import verify; see import --help`,
    );
  }
  const from = values.from ?? env.IMPORT_FROM;
  if (!from)
    throw new ImportError('say where from: --from <address>, or IMPORT_FROM in the environment; see import --help');
  const dryRun = values['dry-run'] ?? false;
  const delta = values.delta ?? false;
  if (dryRun && delta) throw new ImportError('--dry-run and --delta exclude each other');
  return {
    verify: word === 'verify',
    from,
    logsFrom: values['logs-from'] ?? env.IMPORT_LOGS_FROM,
    dryRun,
    delta,
    // apart, because the check list of the import's report is still needed after a verify
    report: values.report ?? (word === 'verify' ? 'import-report/verify' : 'import-report'),
    parts: parseParts(values.only),
    logs: oneOf('logs', values.logs ?? 'all', ['none', '30d', 'all']),
    batch: parseBatch(values.batch ?? '10000'),
    onNameConflict:
      values['on-name-conflict'] === undefined
        ? undefined
        : oneOf('on-name-conflict', values['on-name-conflict'], ['stop', 'rename']),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new ImportError(`${(error as Error).message.split('. ')[0] ?? ''}; see import --help`, { cause: error });
  }
}

function parseBatch(text: string): number {
  const rows = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (rows < 1 || rows > 100_000) throw new ImportError(`--batch takes a number from 1 to 100000, not ${text}`);
  return rows;
}

function parseParts(list: string | undefined): ReadonlySet<Part> {
  if (list === undefined) return new Set(PARTS);
  const words = list.split(',').map((word) => word.trim());
  const unknown = words.filter((word) => !PARTS.some((part) => part === word));
  if (unknown.length > 0)
    throw new ImportError(`--only: ${unknown.join(', ')} is not known; there are ${PARTS.join(', ')}`);
  return new Set(words as Part[]);
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new ImportError(`--${option} takes ${allowed.join(', ')}, not ${value}`);
  return found;
}
