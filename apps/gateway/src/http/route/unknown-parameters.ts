import { AppError, getFields, type JsonObject, PageRequest, type Shape } from '@tollgate/contracts';
import type { Query } from '../request/query.js';
import type { RouteSpec } from './route-spec.js';

/** Names that select a page, on every list. */
const PAGE_NAMES = ['p', 'page_size', 'ps', 'size'];
/** Subjects of the reads by which users see their own money, keys, sessions and log. */
const OWN_READS = [
  'rpc.billing.',
  'rpc.admin.log.',
  'rpc.admin.security_log.',
  'rpc.auth.api_key.',
  'rpc.auth.session.',
];
/** The relay's pages are empty, so their filters cannot hide anything. */
const RELAY_PAGES = 'rpc.admin.relay_page.';

/**
 * Whether the route refuses a name that it does not know: all reads and writes of administrators do, and all reads of the user's own
 * money. If a filter were ignored, the answer would hold other rows than the caller asked for. If a field were ignored, the
 * success would report a change that was not made.
 */
export function refusesUnknown({ contract, verb }: Pick<RouteSpec, 'contract' | 'verb'>): boolean {
  const { access, subject } = contract;
  if (subject.startsWith(RELAY_PAGES)) return false;
  if (access === 'admin' || access === 'root') return true;
  return access === 'user' && verb === 'GET' && OWN_READS.some((prefix) => subject.startsWith(prefix));
}

/**
 * Refuses a name in query or body that the route does not know. The stock clients send names that mean nothing here: the route's
 * `ignores`, and the fields of the object that a form was opened with (`echoes`). These are known, but a body needs a field that
 * can be changed besides them.
 * @throws AppError UNKNOWN_PARAMETER with the name
 */
export function checkNames(route: RouteSpec, query: Query, body: JsonObject): void {
  if (!refusesUnknown(route)) return;
  const { take = {}, ignores = [], echoes } = route;
  const fields = getNames(route.contract.Request).filter((name) => !route.path.includes(`/:${name}`));
  const reads = route.verb === 'GET' || route.verb === 'DELETE';
  const inQuery = new Set<string>([...(reads ? fields : (route.query ?? [])), ...ignores]);
  if (isPaged(route.contract.Request)) for (const name of PAGE_NAMES) inQuery.add(name);
  const inBody = new Set<string>([...fields, ...ignores]);
  const given = Object.keys(body);
  const isChange = given.some((name) => name !== 'id' && inBody.has(name));
  const echoed = new Set(echoes && isChange ? getNames(echoes) : []);
  const unknown =
    (take.query ? undefined : Object.keys(query).find((name) => !inQuery.has(name))) ??
    given.find((name) => !inBody.has(name) && !echoed.has(name));
  if (unknown !== undefined) throw new AppError('UNKNOWN_PARAMETER', { name: unknown.slice(0, 64) });
}

/** Whether the shape is the request of a list. */
export function isPaged(shape: Shape): boolean {
  return shape === PageRequest || shape.prototype instanceof PageRequest;
}

function getNames(shape: Shape): string[] {
  return getFields(shape).map(({ name }) => name);
}
