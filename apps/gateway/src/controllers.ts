import type { Type } from '@nestjs/common';
import { ProfilesController } from './profiles/profiles.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignUpsController } from './sign-ups/sign-ups.controller.js';

/** Every controller of the gateway; each slice adds its own. */
export const controllers: readonly Type[] = [ProfilesController, SessionsController, SignUpsController];
