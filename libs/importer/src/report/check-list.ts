import type { Source } from '../sources/source.js';
import type { Context } from '../tables/table-import.js';

const PROVIDERS: readonly (readonly [switches: readonly string[], label: string, path: string])[] = [
  [['GitHubOAuthEnabled'], 'GitHub', '/oauth/github'],
  [['discord.enabled'], 'Discord', '/oauth/discord'],
  [['LinuxDOOAuthEnabled'], 'Linux DO', '/oauth/linuxdo'],
  [['oidc.enabled', 'OidcEnabled', 'OIDCAuthEnabled'], 'the OpenID Connect provider', '/oauth/oidc'],
];

const CALLBACKS: readonly (readonly [provider: string, label: string, path: string])[] = [
  [
    'epay',
    'the epay gateway (it is sent with each order, so only a list of allowed addresses needs it)',
    '/api/user/epay/notify',
  ],
  ['stripe', 'Stripe (Developers, Webhooks)', '/api/stripe/webhook'],
  ['creem', 'Creem (Developers, Webhooks)', '/api/creem/webhook'],
];

/** The steps for an operator around the switch, because of the providers and options that the source has. */
export function checkList({ options, providers, system }: Context, source: Source): string[] {
  const site = (options.get('ServerAddress') ?? '').replace(/\/$/, '') || 'https://<your address>';
  const isOn = (names: readonly string[]) => names.some((name) => options.get(name) === 'true');
  const host = URL.canParse(site) ? new URL(site).hostname : '<your host>';
  const relyingParty = options.get('passkey.rp_id') || host;
  return [
    'Read the findings above; those with "What to do" need somebody.',
    'Stop the source (or make it read-only), run the command with --delta, then import verify.',
    ...PROVIDERS.filter(([switches]) => isOn(switches)).map(
      ([, label, path]) => `At ${label}: allow ${site}${path} as the address that a login comes back to.`,
    ),
    ...(isOn(['TelegramOAuthEnabled']) ? [`At Telegram's BotFather: /setdomain ${host} for the login bot.`] : []),
    ...CALLBACKS.filter(([provider]) => providers.has(provider)).map(
      ([, label, path]) => `At ${label}: send notices to ${site}${path}.`,
    ),
    `DNS: let ${host} lead here. Lower the time to live a day before.`,
    'Cookies: sessions do not move, so everybody logs in once. Browsers drop the old cookie by themselves.',
    `Passkeys work under ${relyingParty} only: the address must stay, or their owners make new ones.`,
    ...(source.kind === 'mysql'
      ? [
          'The source compares keys and tokens without letter case; here case counts. A client that sends a key in the wrong case gets 401.',
        ]
      : []),
    ...(system.startsWith('new-api')
      ? ['GitHub login names bind by themselves only while ImportedGitHubLoginUntil lies ahead; see the guide.']
      : []),
    'Keep the source as it is until you are sure. It was never written to; export-balances is the way back.',
  ];
}
