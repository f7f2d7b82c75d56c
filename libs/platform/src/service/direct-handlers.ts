import type { INestMicroservice } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { RpcContract } from '@tollgate/contracts';
import { CONTRACT } from '../rpc/handles.js';
import type { DirectHandler, MeshServer } from '../rpc/mesh.js';

/**
 * Gives the mesh the handlers of all controllers. It calls them instead of Nest's wrappers, which make two observables for each
 * request; guards, pipes and interceptors of Nest are not used for messages, because the handler pipeline does their work.
 */
export function registerDirectHandlers(app: INestMicroservice, server: MeshServer): void {
  for (const module of app.get(ModulesContainer).values()) {
    for (const { instance } of module.controllers.values()) {
      for (const [subject, handler] of collectHandlers(instance as object)) server.handleDirectly(subject, handler);
    }
  }
}

function collectHandlers(controller: object): [subject: string, handler: DirectHandler][] {
  const prototype = Object.getPrototypeOf(controller) as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as DirectHandler | undefined;
    const contract = method && (Reflect.getMetadata(CONTRACT, method) as RpcContract | undefined);
    if (!contract) return [];
    return [[contract.subject, (message, context) => method.call(controller, message, context)] as const];
  }) as [string, DirectHandler][];
}
