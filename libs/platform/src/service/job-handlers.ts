import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { HANDLER, type HandlerMark, type JobHandler, type RegisteredHandler } from '../jobs/index.js';

/** Every method of the service's providers that `@Runs` marks. */
export function jobHandlers(discovery: DiscoveryService, scanner: MetadataScanner): RegisteredHandler[] {
  const found: RegisteredHandler[] = [];
  for (const { instance } of discovery.getProviders() as { instance: unknown }[]) {
    if (typeof instance !== 'object' || instance === null) continue;
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
    for (const key of prototype ? scanner.getAllMethodNames(prototype) : []) {
      const method = prototype?.[key] as JobHandler<object>;
      const mark = Reflect.getMetadata(HANDLER, method) as HandlerMark | undefined;
      if (mark) found.push({ ...mark, handle: (payload, run) => method.call(instance, payload, run) });
    }
  }
  const twice = found.find(({ name }, index) => found.findIndex((other) => other.name === name) !== index);
  if (twice) throw new Error(`two methods handle the job ${twice.name}`);
  return found;
}
