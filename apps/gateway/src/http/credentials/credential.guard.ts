import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import { newApiUser, type Presented } from '../request/credentials.js';
import { refuseForeignOrigin } from './origin.js';
import { getRoute } from '../route/route-spec.js';

/** Lets a request through that presents a credential in a possible form and names its user; whose it is the service decides. */
@Injectable()
export class CredentialGuard extends AuthGuard(['session', 'bearer']) {
  override canActivate(context: ExecutionContext) {
    refuseForeignOrigin(getRoute(context.getHandler()), getRequest(context));
    return super.canActivate(context);
  }

  /** @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISSING, NEW_API_USER_MALFORMED */
  override handleRequest<T>(error: unknown, presented: Presented | false, info: unknown, context: ExecutionContext): T {
    if (error) throw error as Error;
    if (!presented) throw new AppError([info].flat().includes('malformed') ? 'CREDENTIAL_INVALID' : 'UNAUTHENTICATED');
    if (getRoute(context.getHandler()).newApiUser === 'ignored') return presented as T;
    return { ...presented, userId: newApiUser(getRequest(context).headers['new-api-user']) } as T;
  }
}

/** Lets everybody through; a credential that is there goes along. */
@Injectable()
export class AnyoneGuard extends AuthGuard(['session', 'bearer']) {
  override canActivate(context: ExecutionContext) {
    refuseForeignOrigin(getRoute(context.getHandler()), getRequest(context));
    return super.canActivate(context);
  }

  override handleRequest<T>(error: unknown, presented: Presented | false): T {
    if (error) throw error as Error;
    return (presented || undefined) as T;
  }
}

/** Refuses a login without name or password before a service is asked. */
@Injectable()
export class PasswordGuard extends AuthGuard('password') {
  override getAuthenticateOptions() {
    return { session: false, property: 'named' };
  }

  override handleRequest<T>(error: unknown, named: T): T {
    if (error) throw error as Error;
    return named;
  }
}

function getRequest(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
