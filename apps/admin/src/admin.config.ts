import { type ConfigOf, type PlatformConfig, type Settings, text } from '@tollgate/platform/config';

/** The settings that only this service reads. */
export const adminSettings = {
  SETUP_TOKEN: text(
    'Token for the first set-up from another machine; if it is not set, one is made of CRYPTO_SECRET and printed at the start',
    {
      optional: true,
      secret: true,
    },
  ),
} satisfies Settings;

export type AdminConfig = PlatformConfig & ConfigOf<typeof adminSettings>;
