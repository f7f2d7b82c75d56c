import { address, type ConfigOf, type PlatformConfig, toggle } from '@tollgate/platform/config';

const HTTP = { schemes: ['https', 'http'] };

/** What only this service reads. */
export const authSettings = {
  GENERATE_DEFAULT_TOKEN: toggle('Whether a new user gets a first API key', { default: false }),
  LINUX_DO_TOKEN_ENDPOINT: address('Where a LinuxDO code is exchanged', {
    ...HTTP,
    default: 'https://connect.linux.do/oauth2/token',
  }),
  LINUX_DO_USER_ENDPOINT: address('Where a LinuxDO user is looked up', {
    ...HTTP,
    default: 'https://connect.linux.do/api/user',
  }),
};

export type AuthConfig = PlatformConfig & ConfigOf<typeof authSettings>;
