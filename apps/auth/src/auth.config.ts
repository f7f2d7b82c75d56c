import { address, type ConfigOf, list, type PlatformConfig, toggle } from '@tollgate/platform/config';

const HTTP = { schemes: ['https', 'http'] };

/** Settings that only this service reads. */
export const authSettings = {
  GENERATE_DEFAULT_TOKEN: toggle('Whether a new user gets a first API key', { default: false }),
  GITHUB_URL: address('GitHub, where people log in', { ...HTTP, default: 'https://github.com' }),
  GITHUB_API_URL: address('GitHub, where its users are looked up', { ...HTTP, default: 'https://api.github.com' }),
  DISCORD_URL: address('Discord', { ...HTTP, default: 'https://discord.com' }),
  LINUX_DO_AUTHORIZE_ENDPOINT: address('Where people log in with LinuxDO', {
    ...HTTP,
    default: 'https://connect.linux.do/oauth2/authorize',
  }),
  LINUX_DO_TOKEN_ENDPOINT: address('Where a LinuxDO code is exchanged', {
    ...HTTP,
    default: 'https://connect.linux.do/oauth2/token',
  }),
  LINUX_DO_USER_ENDPOINT: address('Where a LinuxDO user is looked up', {
    ...HTTP,
    default: 'https://connect.linux.do/api/user',
  }),
  TURNSTILE_VERIFY_URL: address('Where a Turnstile token is checked', {
    ...HTTP,
    default: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  }),
  TURNSTILE_HOSTNAMES: list('Sites whose Turnstile tokens are taken; without it, all that the widget is made for', {
    default: [],
  }),
};

export type AuthConfig = PlatformConfig & ConfigOf<typeof authSettings>;
