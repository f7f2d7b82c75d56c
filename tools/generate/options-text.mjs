import { KEPT_OPTIONS, OPTION_KEYS, OPTIONS, PREREQUISITES } from '@tollgate/options';

/**
 * The console's forms, each with the options that it holds. The first form that takes a key has it; the last takes the rest.
 * @type {readonly (readonly [string, RegExp])[]}
 */
const GROUPS = [
  ['mail', /^SMTP/],
  ['providers', /^(GitHub|ImportedGitHub|discord\.|oidc\.|LinuxDO|WeChat|Telegram)/],
  ['passkeys', /^passkey\./],
  ['stripe', /^Stripe/],
  ['creem', /^Creem/],
  ['waffo', /^Waffo/],
  ['payments', /^(Pay[A-Z]|Epay|Price$|USDExchangeRate|MinTopUp|TopUpLink|CustomCallback|payment_setting\.amount)/],
  [
    'groups',
    /^(TopupGroupRatio|GroupRatio|UserUsableGroups|GroupGroupRatio|group_ratio|(Default)?(Use)?AutoGroup|GroupModels)/,
  ],
  ['currency', /^(QuotaPerUnit|general_setting\.(quota|custom)|Display)/],
  ['quota', /^(QuotaFor|QuotaRemind|PreConsumed|AdminGrant|checkin_setting\.)/],
  ['network', /^(fetch_setting\.|Webhook|Worker)/],
  ['panels', /^(console_setting\.|Chats$|HeaderNav|SidebarModules|DefaultCollapse|DataExport)/],
  [
    'site',
    /^(SystemName|Logo|Footer|Notice|About|HomePage|legal\.|general_setting\.docs|theme|SiteTimeZone|DemoSite|SelfUse|LogConsume|ServerAddress)/,
  ],
  ['retention', /^Retention/],
  ['relay', /^(Relay[A-Z]|token_setting|MaxTokenAuto)/],
  ['signIn', /^(Password|Register|Email|Turnstile|AffCode|StepUp)/],
  ['models', /^/],
];
/** Written by an operation of its own, or not listed by the server. */
const LEFT_OUT = /^(payment_setting\.compliance_|theme\.frontend)/;
const LONGEST_LINE = 256;

/** The console's copy of the catalogue of options, with the facts that a form needs. */
export function consoleOptions() {
  const rows = OPTION_KEYS.filter((key) => !LEFT_OUT.test(key)).map((key) => {
    const { kind, fallback, secret, choices, check } = OPTIONS[key];
    const [group] = GROUPS.find(([, keys]) => keys.test(key));
    return {
      key,
      group,
      kind,
      fallback,
      secret,
      isLong: !secret && (kind === 'json' || check('x'.repeat(LONGEST_LINE)) === null),
      choices: choices ?? [],
      isKept: KEPT_OPTIONS[key] !== undefined,
      refusal: PREREQUISITES[key]?.code ?? '',
    };
  });
  return [
    '// Generated from libs/options by `npm run generate`.\n',
    `export const GROUPS = ${JSON.stringify(GROUPS.map(([name]) => name))} as const;`,
    'export type Group = (typeof GROUPS)[number];\n',
    `/** The facts that a form needs of each option. */`,
    `export const CATALOGUE = [\n${rows.map((row) => `  ${JSON.stringify(row)},`).join('\n')}\n] as const;\n`,
    "export type OptionKey = (typeof CATALOGUE)[number]['key'];",
    '',
  ].join('\n');
}
