import { type ConfigOf, type PlatformConfig, type Settings } from '@tollgate/platform/config';

/** What only this service reads. */
export const adminSettings = {} satisfies Settings;

export type AdminConfig = PlatformConfig & ConfigOf<typeof adminSettings>;
