import type { FactoryProvider } from '@nestjs/common';
import { CONFIG, type PlatformConfig } from '../config/index.js';
import { PasswordHasher } from './password-hasher.js';

/** Provides the hasher of a service, sized for the processes that share the machine. */
export const passwordHasher: FactoryProvider<PasswordHasher> = {
  provide: PasswordHasher,
  inject: [CONFIG],
  useFactory: ({ WORKERS }: Pick<PlatformConfig, 'WORKERS'>) => new PasswordHasher(undefined, WORKERS),
};
