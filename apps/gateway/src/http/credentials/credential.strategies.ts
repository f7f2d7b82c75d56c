import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import { getBody } from '../request/body.js';
import type { Presented } from '../request/credentials.js';
import { type Absence, readBearer, readSession, requirePassword } from './read-credential.js';

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

@Injectable()
export class SessionStrategy extends PassportStrategy(ReadingStrategy<Presented>, 'session') {
  constructor() {
    super(readSession);
  }

  validate(presented: Presented): Presented {
    return presented;
  }
}

@Injectable()
export class BearerStrategy extends PassportStrategy(ReadingStrategy<Presented>, 'bearer') {
  constructor() {
    super(readBearer);
  }

  validate(presented: Presented): Presented {
    return presented;
  }
}

/** Name and password in the body. */
@Injectable()
export class PasswordStrategy extends PassportStrategy(ReadingStrategy<object>, 'password') {
  constructor() {
    super((request: FastifyRequest) => (getBody(request) ?? {}) as object);
  }

  validate(body: object): object {
    requirePassword(body);
    return body;
  }
}
