import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Presented } from '../request/credentials.js';
import { readRelayCredential } from './read-credential.js';

/** Requires a well-formed relay credential on routes that have a method. The service decides whether it is valid. */
@Injectable()
export class RelayGuard implements CanActivate {
  /** @throws AppError RELAY_CREDENTIAL_INVALID */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Presented }>();
    request.user = readRelayCredential(request);
    return true;
  }
}
