import { beforeAll, describe, expect, it } from '@jest/globals';
import { controllers, collectRoutes } from '@tollgate/gateway';
import { contracts, controllerMethods } from './product.mjs';

const PATH = 'path';
const ROUTE = 'tollgate:route';
let routes;
let methods;

beforeAll(async () => {
  routes = collectRoutes(controllers);
  methods = await controllerMethods('gateway');
}, 120_000);

const named = (list) => list.map(({ verb, path }) => `${verb} ${path}`);

describe('every route', () => {
  it('is made by @Route, which takes who may call it from the contract', () => {
    const bare = methods.filter(
      ({ method }) => Reflect.hasMetadata(PATH, method) && !Reflect.hasMetadata(ROUTE, method),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
    const access = ['public', 'user', 'admin', 'root', 'relay'];
    expect(named(routes.filter(({ contract }) => !access.includes(contract.access)))).toEqual([]);
  });

  it("belongs to a controller that is on the gateway's list", () => {
    const listed = new Set(controllers);
    expect(methods.filter(({ controller }) => !listed.has(controller)).map(({ name }) => name)).toEqual([]);
  });

  it('exists once, even if its parameters have other names', () => {
    const shapes = routes.map(({ verb, path }) => `${verb} ${path.replace(/:\w+/g, ':').replace(/(?<=.)\/$/, '')}`);
    expect(shapes.filter((shape, i) => shapes.indexOf(shape) !== i)).toEqual([]);
  });

  it('uses a contract that is stated', async () => {
    const stated = new Set((await contracts()).map(({ contract }) => contract.subject));
    expect(named(routes.filter(({ contract }) => !stated.has(contract.subject)))).toEqual([]);
  });

  it('is guarded against other sites where a GET changes something', () => {
    const changing = /\.(access_token|affiliate_code|logout|bind|unbind|confirm|consume|begin|finish|state)$/;
    const open = routes.filter(
      (route) =>
        route.verb === 'GET' && changing.test(route.contract.subject) && !route.changesState && !route.anyOrigin,
    );
    expect(named(open)).toEqual([]);
  });

  it('of an administrative write states in its contract whether it needs a recent proof (`stepUp`)', () => {
    const writes = routes.filter(
      ({ verb, changesState, contract }) =>
        (verb !== 'GET' || changesState) && ['admin', 'root'].includes(contract.access),
    );
    expect(writes.length).toBeGreaterThan(15);
    expect(named(writes.filter(({ contract }) => !contract.statesStepUp))).toEqual([]);
  });

  it('of an administrator that moves quota or money needs a recent proof', () => {
    const money = routes.filter(
      ({ contract }) => contract.idempotent && ['admin', 'root'].includes(contract.access) && contract.stepUp !== true,
    );
    expect(named(money)).toEqual([]);
  });

  it('is reached from our own pages only where a navigation would be enough to change something', () => {
    const open = routes.filter(
      ({ verb, changesState, fromOwnPages, newApiUser, signsIn, signsOut }) =>
        verb === 'GET' && changesState && (signsIn || signsOut || newApiUser === 'ignored') && !fromOwnPages,
    );
    expect(named(open)).toEqual([]);
    // and it has no message if it changes no data
    expect(named(routes.filter(({ changesState, fromOwnPages }) => fromOwnPages && !changesState))).toEqual([]);
  });

  it('takes an idempotency key only in a write', () => {
    expect(named(routes.filter(({ verb, contract }) => verb === 'GET' && contract.idempotent))).toEqual([]);
  });
});
