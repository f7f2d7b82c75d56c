import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Presented } from '../request/credentials.js';
import { acceptCredential } from './read-credential.js';
import { refuseForeignOrigin } from './origin.js';
import { getRoute } from '../route/route-spec.js';

/**
 * Requires a well-formed credential and New-Api-User on routes that have a method. The service decides to which user the
 * credential belongs.
 */
@Injectable()
export class CredentialGuard extends AuthGuard(['session', 'bearer']) {
  override canActivate(context: ExecutionContext) {
    refuseForeignOrigin(getRoute(context.getHandler()), getRequest(context));
    return super.canActivate(context);
  }

  /** @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISSING, NEW_API_USER_MALFORMED */
  override handleRequest<T>(error: unknown, presented: Presented | false, info: unknown, context: ExecutionContext): T {
    if (error) throw error as Error;
    const found = presented || ([info].flat().includes('malformed') ? 'malformed' : 'absent');
    return acceptCredential(getRoute(context.getHandler()), getRequest(context), found) as T;
  }
}

/** Guard of public routes: passes a credential on if the request presents one. */
@Injectable()
export class OptionalCredentialGuard extends AuthGuard(['session', 'bearer']) {
  override canActivate(context: ExecutionContext) {
    refuseForeignOrigin(getRoute(context.getHandler()), getRequest(context));
    return super.canActivate(context);
  }

  override handleRequest<T>(error: unknown, presented: Presented | false): T {
    if (error) throw error as Error;
    return (presented || undefined) as T;
  }
}

/** Refuses a login without name or password before the service is called. */
@Injectable()
export class PasswordGuard extends AuthGuard('password') {
  override getAuthenticateOptions() {
    return { session: false, property: 'login' };
  }

  override handleRequest<T>(error: unknown, login: T): T {
    if (error) throw error as Error;
    return login;
  }
}

function getRequest(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
