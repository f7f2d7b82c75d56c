import type { MixedList } from 'typeorm';

/** Every migration in order; listed by hand so that a build ships exactly these. */
export const migrations: MixedList<new () => object> & unknown[] = [];
