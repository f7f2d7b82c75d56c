import { applyDecorators, Delete, Get, HttpCode, Patch, Post, Put, UseGuards, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Caller, RpcContract } from '@tollgate/contracts';
import { AnswerInterceptor } from './answers/answer.interceptor.js';
import { OptionalCredentialGuard, CredentialGuard, PasswordGuard } from './credentials/credential.guard.js';
import { RelayGuard } from './credentials/relay.guard.js';
import type { Answer } from './route/answer.js';
import { From } from './route/caller.js';
import { Input } from './route/input.js';
import { ROUTE, type RouteOptions, type RouteSpec, type Verb } from './route/route-spec.js';
import type { RpcController } from './route/rpc-controller.js';

const METHOD = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };

/** A route without a body of its own: `@Route` calls the contract's handler with the request and the caller. */
export type Forwarded = (request: object, caller: Caller) => Promise<object>;

/**
 * Makes a controller's property or method answer a path by a contract: Nest route, guards by the contract's access, origin
 * check, envelope and reference entry.
 *
 * On a property (`readonly list: Forwarded`) it also provides the call, so the contract is named once. On a method the body
 * decides something: it does not compile unless it returns the contract's reply or an Answer.
 */
export function Route<Req extends object, Res extends object>(
  verb: Verb,
  path: `/${string}`,
  contract: RpcContract<Req, Res>,
  options: RouteOptions<Req, Res> = {},
) {
  return <H extends (...args: never[]) => Promise<Res | Answer>>(
    target: RpcController,
    key: string,
    descriptor: TypedPropertyDescriptor<H> | undefined = undefined,
  ): void => {
    const route = { ...options, verb, path, contract, forwards: !descriptor } as unknown as RouteSpec;
    const handler = (descriptor ?? provideCall(target, key, contract)) as TypedPropertyDescriptor<H>;
    applyDecorators(
      METHOD[verb](path),
      HttpCode(200),
      RouteConfig({ route }),
      UseGuards(...buildGuards(route)),
      UseInterceptors(AnswerInterceptor),
    )(target, key, handler);
    Reflect.defineMetadata(ROUTE, route, handler.value as object);
  };
}

/** Puts a method on the controller's prototype, because Nest finds handlers there. */
function provideCall(target: RpcController, key: string, contract: RpcContract): PropertyDescriptor {
  const value = function (this: RpcController, request: object, caller: Caller): Promise<object> {
    return this.rpc.call(contract, request, caller);
  };
  const descriptor = { value, configurable: true, enumerable: false, writable: true };
  Object.defineProperty(target, key, descriptor);
  Input()(target, key, 0);
  From()(target, key, 1);
  return descriptor;
}

function buildGuards(route: RouteSpec) {
  if (route.contract.access === 'relay') return [RelayGuard];
  if (route.contract.access !== 'public') return [CredentialGuard];
  return route.password ? [OptionalCredentialGuard, PasswordGuard] : [OptionalCredentialGuard];
}
