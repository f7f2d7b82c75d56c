import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import type { FastifyRequest } from 'fastify';
import type { Presented } from '../request/credentials.js';

const CREDENTIAL = /^bearer +(rk-[0-9A-Za-z]{48})$/i;

/** Lets a request through that presents something in the form of a relay credential; whether it is one the service decides. */
@Injectable()
export class RelayGuard implements CanActivate {
  /** @throws AppError RELAY_CREDENTIAL_INVALID */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Presented }>();
    const secret = CREDENTIAL.exec(request.headers.authorization ?? '')?.[1];
    if (secret === undefined) throw new AppError('RELAY_CREDENTIAL_INVALID');
    request.user = { bearer: hashSecret(secret).toString('base64url') };
    return true;
  }
}
