import { applyDecorators, Delete, Get, HttpCode, Patch, Post, Put, UseGuards, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { RpcContract } from '@tollgate/contracts';
import type { Answer } from './route/answer.js';
import { AnswerInterceptor } from './answers/answer.interceptor.js';
import { AnyoneGuard, CredentialGuard, PasswordGuard } from './credentials/credential.guard.js';
import { ROUTE, type RouteOptions, type RouteSpec, type Verb } from './route/route-spec.js';

const METHOD = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };

/**
 * Makes a controller method answer a path by a contract: Nest route, guards by the contract's access, origin check,
 * envelope and reference entry. The method forwards: `return this.rpc.call(contract, request, caller)`. A method that
 * returns anything but the contract's reply (or an Answer made of it) does not compile.
 */
export function Route<Req extends object, Res extends object>(
  verb: Verb,
  path: `/${string}`,
  contract: RpcContract<Req, Res>,
  options: RouteOptions<Req, Res> = {},
) {
  const route = { ...options, verb, path, contract } as unknown as RouteSpec;
  return <H extends (...args: never[]) => Promise<Res | Answer>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    applyDecorators(
      METHOD[verb](path),
      HttpCode(200),
      RouteConfig({ route }),
      UseGuards(...buildGuards(route)),
      UseInterceptors(AnswerInterceptor),
    )(target, key, descriptor);
    Reflect.defineMetadata(ROUTE, route, descriptor.value as object);
  };
}

function buildGuards(route: RouteSpec) {
  if (route.contract.access !== 'public') return [CredentialGuard];
  return route.password ? [AnyoneGuard, PasswordGuard] : [AnyoneGuard];
}
