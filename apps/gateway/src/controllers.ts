import type { Type } from '@nestjs/common';

/** Every controller of the gateway; each slice adds its own. */
export const controllers: readonly Type[] = [];
