import type { Identity, RpcContract } from '@tollgate/contracts';
import { Inject } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { MeshContext, Message, Reply } from './mesh.js';
import { HandlerPipeline } from './pipeline.js';
import type { RequestContext } from './request-context.js';

type IdentityOf<C> =
  C extends RpcContract<object, object, infer A> ? (A extends 'public' | 'internal' ? null : Identity) : never;
type RequestOf<C> = C extends RpcContract<infer Req, object> ? Req : never;
type ResponseOf<C> = C extends RpcContract<object, infer Res> ? Res : never;

/** The signature a method needs to handle a contract. */
export type HandlerOf<C> = (request: RequestOf<C>, context: RequestContext<IdentityOf<C>>) => Promise<ResponseOf<C>>;

const PIPELINE = Symbol('handler pipeline');

/**
 * Makes a controller method the handler of a contract: subject, authentication, role, limiter, validation, error mapping
 * and the cut of the reply to its declared shape. A method of another signature does not compile.
 */
export function Handles<Req extends object, Res extends object, C extends RpcContract<Req, Res>>(
  contract: C & RpcContract<Req, Res>,
) {
  return decorate<HandlerOf<C>>(contract, 'resolved');
}

/** As Handles, for hot paths whose own statement resolves the credential: the handler gets the caller, not an identity. */
export function HandlesUnresolved<Req extends object, Res extends object, C extends RpcContract<Req, Res>>(
  contract: C & RpcContract<Req, Res>,
) {
  return decorate<(request: Req, context: RequestContext<null>) => Promise<Res>>(contract, 'unresolved');
}

function decorate<H extends (...args: never[]) => Promise<object>>(
  contract: RpcContract,
  how: 'resolved' | 'unresolved',
) {
  return <F extends H>(target: object, key: string, descriptor: TypedPropertyDescriptor<F>): void => {
    Inject(HandlerPipeline)(target, PIPELINE);
    const handler = descriptor.value as unknown as (request: object, context: RequestContext) => Promise<object>;
    const wrapped = function (this: object, message: Message, context: MeshContext): Promise<Reply> {
      const pipeline = (this as Record<symbol, HandlerPipeline>)[PIPELINE] as HandlerPipeline;
      return pipeline.run(contract, (request, ctx) => handler.call(this, request, ctx), message, context, how);
    };
    descriptor.value = wrapped as unknown as F;
    // without these Nest hands over the body alone
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    MessagePattern(contract.subject)(target, key, descriptor);
    Reflect.defineMetadata(CONTRACT, contract, wrapped);
  };
}

/** Metadata key under which a wrapped handler carries its contract; read by the checks. */
export const CONTRACT = 'tollgate:contract';
