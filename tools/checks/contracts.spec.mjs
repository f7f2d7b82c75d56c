import { beforeAll, describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@tollgate/platform/rpc';
import { contracts, controllerMethods } from './product.mjs';

const SERVICES = ['auth', 'billing', 'admin'];
let stated;
let handlers;
let routed;

beforeAll(async () => {
  stated = (await contracts()).map(({ contract }) => contract);
  const methods = [];
  for (const service of SERVICES) methods.push(...(await controllerMethods(service)));
  handlers = methods
    .map(({ name, method }) => ({ name, contract: Reflect.getMetadata(CONTRACT, method) }))
    .filter(({ contract }) => contract);
  routed = (await controllerMethods('gateway'))
    .map(({ method }) => Reflect.getMetadata('tollgate:route', method))
    .flatMap((route) => (route ? [route.contract, ...(route.also ?? [])] : []));
}, 120_000);

const subjects = (list) => list.map(({ subject }) => subject).sort();

describe('every contract', () => {
  it('has a subject of its own', () => {
    const all = subjects(stated);
    expect(all.filter((subject, i) => all.indexOf(subject) !== i)).toEqual([]);
  });

  it('is handled by one method of the service its subject names', () => {
    const handled = subjects(handlers.map(({ contract }) => contract));
    expect(handled.filter((subject, i) => handled.indexOf(subject) !== i)).toEqual([]);
    expect(subjects(stated).filter((subject) => !handled.includes(subject))).toEqual([]);
  });

  it('is reachable over HTTP, unless it is internal: then never', () => {
    const reached = new Set(subjects(routed));
    const open = stated.filter(({ access }) => access !== 'internal');
    const internal = stated.filter(({ access }) => access === 'internal');
    expect(subjects(open).filter((subject) => !reached.has(subject))).toEqual([]);
    expect(subjects(internal).filter((subject) => reached.has(subject))).toEqual([]);
  });

  it('states its kind of work if it may be slow or hashes a password', () => {
    const quick = stated.filter(({ work }) => work === 'quick');
    expect(subjects(quick.filter(({ timeoutMs }) => timeoutMs > 5000))).toEqual([]);
    expect(subjects(quick.filter(({ errors }) => errors.includes('OVERLOADED')))).toEqual([]);
  });

  it('states the permission that administrators need, or null if every administrator may', () => {
    const open = stated.filter(({ access, permission }) => access === 'admin' && permission === undefined);
    expect(subjects(open)).toEqual([]);
    expect(subjects(stated.filter(({ access, permission }) => access !== 'admin' && permission))).toEqual([]);
  });

  it('names its errors once', () => {
    const doubled = stated.filter(({ errors }) => new Set(errors).size !== errors.length);
    expect(subjects(doubled)).toEqual([]);
  });
});
