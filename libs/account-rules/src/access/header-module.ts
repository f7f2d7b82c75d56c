import { AppError, type Caller } from '@tollgate/contracts';
import type { Options } from '@tollgate/options';
import type { Authenticator } from './authenticator.js';

/**
 * Lets a page of the header through as the option HeaderNavModules has it: open, closed, or for users who are logged in.
 * @throws AppError MODULE_CLOSED, UNAUTHENTICATED
 */
export async function openHeaderModule(
  options: Options,
  authenticator: Authenticator,
  name: string,
  caller: Caller,
): Promise<void> {
  const state = readModule(options.get('HeaderNavModules'), name);
  if (state.enabled === false) throw new AppError('MODULE_CLOSED');
  if (state.requireAuth === true && !(await authenticator.identify(caller))) throw new AppError('UNAUTHENTICATED');
}

interface ModuleState {
  readonly enabled?: unknown;
  readonly requireAuth?: unknown;
}

/** One module of the option: a switch, or an object with `enabled` and `requireAuth`. A text that is no JSON closes nothing. */
function readModule(option: string, name: string): ModuleState {
  const modules = parse(option);
  const own = typeof modules === 'object' && modules !== null && Object.hasOwn(modules, name);
  const value: unknown = own ? (modules as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'boolean') return { enabled: value };
  return typeof value === 'object' && value !== null ? value : {};
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    // root may write any text into the option; a page that cannot be read from it is open
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
