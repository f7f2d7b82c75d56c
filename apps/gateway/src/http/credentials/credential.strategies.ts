import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { AppError } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import { getBody } from '../request/body.js';
import { presentedSession } from '../request/cookies.js';
import { bearerHash, isSessionAccessToken, namesItsOwner, type Presented } from '../request/credentials.js';

/** Why a strategy found no credential. */
export type Absence = 'absent' | 'malformed';

type Done = (error: unknown, found?: object) => void;

/** Reads a value from the request and passes it to `validate`. */
class ReadingStrategy<T extends object> extends Strategy {
  constructor(
    private readonly read: (request: FastifyRequest) => T | Absence,
    private readonly verify: (found: T, done: Done) => void,
  ) {
    super();
  }

  override authenticate(request: unknown): void {
    const found = this.read(request as FastifyRequest);
    if (typeof found === 'string') return this.fail(found as never, 401);
    this.verify(found, (error, user) => (error || !user ? this.error(error) : this.success(user)));
  }
}

function getBearer(request: FastifyRequest): string | Absence {
  return bearerHash(request.headers.authorization) ?? 'absent';
}

/**
 * The session cookie. A bearer token beside it is passed on too, because the service uses it if the session has ended. The cookie is not
 * read beside the access token of a bearer session. Without `New-Api-User` it is not read beside any access token, because the cookie
 * needs that header.
 */
@Injectable()
export class SessionStrategy extends PassportStrategy(ReadingStrategy<Presented>, 'session') {
  constructor() {
    super((request: FastifyRequest) => {
      const { authorization, 'new-api-user': named } = request.headers;
      const session = presentedSession(request);
      if (!session || isSessionAccessToken(authorization)) return 'absent';
      if (named === undefined && namesItsOwner(authorization)) return 'absent';
      const bearer = getBearer(request);
      return bearer === 'absent' || bearer === 'malformed' ? { session } : { session, bearer };
    });
  }

  validate(presented: Presented): Presented {
    return presented;
  }
}

/** `Authorization`: session token or access token. */
@Injectable()
export class BearerStrategy extends PassportStrategy(ReadingStrategy<Presented>, 'bearer') {
  constructor() {
    super((request: FastifyRequest) => {
      const bearer = getBearer(request);
      return bearer === 'absent' || bearer === 'malformed' ? bearer : { bearer };
    });
  }

  validate(presented: Presented): Presented {
    return presented;
  }
}

interface LoginBody {
  username?: unknown;
  password?: unknown;
}

/** Name and password in the body. Only their presence is checked here; the service checks the rest. */
@Injectable()
export class PasswordStrategy extends PassportStrategy(ReadingStrategy<LoginBody>, 'password') {
  constructor() {
    super((request: FastifyRequest) => (getBody(request) ?? {}) as LoginBody);
  }

  /** @throws AppError INVALID_PARAMETER naming the field that is empty or no text */
  validate(body: LoginBody): LoginBody {
    for (const field of ['username', 'password'] as const) {
      if (typeof body[field] !== 'string' || body[field] === '') throw new AppError('INVALID_PARAMETER', { field });
    }
    return body;
  }
}
