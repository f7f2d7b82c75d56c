import { Role } from './caller.js';

interface Action {
  readonly label: string;
  readonly description: string;
  /** False where only root has it, unless root grants it. Without it, administrators have it. */
  readonly default?: false;
}

const READ = (what: string): Action => ({ label: 'Read', description: `See ${what}.` });
const WRITE = (what: string): Action => ({ label: 'Edit', description: what });

/**
 * What administrators may do, by resource and action. Root may take each of these from one administrator. The relay keeps the channels, so
 * it decides about their writes; it reads these rights in the user's profile.
 */
export const PERMISSIONS = {
  channel: {
    label: 'Channels',
    actions: {
      read: READ('channels'),
      operate: { label: 'Operate', description: 'Test channels and switch them on and off.' },
      write: WRITE('Change models, groups and routes of channels.'),
      sensitive_write: {
        label: 'Edit keys',
        description: 'Create channels, change keys and addresses.',
        default: false,
      },
      secret_view: { label: 'See keys', description: 'See the whole keys of channels.', default: false },
    },
  },
  user: {
    label: 'Users',
    actions: {
      read: READ('users, their sessions and their security log'),
      write: WRITE('Create, change and delete users; end sessions; reset second factors.'),
      grant: { label: 'Grant quota', description: 'Change balances of users.' },
    },
  },
  redemption: {
    label: 'Redemption codes',
    actions: { read: READ('codes'), write: WRITE('Create, change and delete codes.') },
  },
  payment: {
    label: 'Payments',
    actions: {
      read: READ('orders, quarantine and ledger'),
      write: WRITE('Complete and refund orders; decide quarantine cases.'),
    },
  },
  subscription: {
    label: 'Subscriptions',
    actions: { read: READ('plans and subscriptions'), write: WRITE('Change plans; grant and end subscriptions.') },
  },
  approval: {
    label: 'Approvals',
    actions: { read: READ('requests for approval'), write: WRITE('Approve and reject requests.') },
  },
  log: {
    label: 'Logs',
    actions: { read: READ("all users' logs and statistics"), write: WRITE('Delete old log lines.') },
  },
} as const satisfies Record<string, { label: string; actions: Record<string, Action> }>;

type Resources = typeof PERMISSIONS;
type Of<R extends keyof Resources> = `${R}.${Extract<keyof Resources[R]['actions'], string>}`;

/** A resource and an action, such as `user.write`. */
export type Permission = { [R in keyof Resources]: Of<R> }[keyof Resources];

/** Rights by resource and action. */
export type PermissionMatrix = Record<string, Record<string, boolean>>;

/** The rights of one administrator that differ from those of the role, as stored. */
export type PermissionChanges = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

/** Whether administrators have a permission if root has changed nothing. */
export function isDefaultPermission(permission: string): boolean {
  const [resource = '', action = ''] = permission.split('.');
  return findAction(resource, action)?.default !== false;
}

/** All rights of an account: none of a user's, all of root's, and those of an administrator with the stored changes. */
export function getPermissions(role: number, changes: PermissionChanges = {}): PermissionMatrix {
  const has = (resource: string, action: string, { default: byDefault }: Action) => {
    if (role < Role.admin) return false;
    if (role >= Role.root) return true;
    return changes[resource]?.[action] ?? byDefault !== false;
  };
  return mapActions((resource, action, spec) => has(resource, action, spec));
}

/**
 * The changes to store for the rights that root gave. A right that is left out is the role's.
 * @returns undefined if a resource, an action or a value is unknown
 */
export function toPermissionChanges(given: object): PermissionChanges | undefined {
  const changes: Record<string, Record<string, boolean>> = {};
  for (const [resource, actions] of Object.entries(given)) {
    if (typeof actions !== 'object' || actions === null) return undefined;
    for (const [action, value] of Object.entries(actions as Record<string, unknown>)) {
      const spec = findAction(resource, action);
      if (!spec || typeof value !== 'boolean') return undefined;
      if (value !== (spec.default !== false)) (changes[resource] ??= {})[action] = value;
    }
  }
  return changes;
}

function findAction(resource: string, action: string): Action | undefined {
  if (!Object.hasOwn(PERMISSIONS, resource)) return undefined;
  const { actions } = PERMISSIONS[resource as keyof Resources];
  return Object.hasOwn(actions, action) ? (actions as Record<string, Action>)[action] : undefined;
}

function mapActions(value: (resource: string, action: string, spec: Action) => boolean): PermissionMatrix {
  return Object.fromEntries(
    Object.entries(PERMISSIONS).map(([resource, { actions }]) => [
      resource,
      Object.fromEntries(
        Object.entries(actions).map(([action, spec]) => [action, value(resource, action, spec as Action)]),
      ),
    ]),
  );
}
