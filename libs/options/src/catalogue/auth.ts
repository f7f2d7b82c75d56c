import { domains, origins } from '../domains.js';
import { address, bool, choice, int, secret, text } from '../kinds.js';

/** How users log in and sign up, and how mail reaches them. Read by auth and the status page. */
export const authOptions = {
  PasswordLoginEnabled: bool(true),
  PasswordRegisterEnabled: bool(true),
  RegisterEnabled: bool(true),
  EmailVerificationEnabled: bool(false),
  EmailDomainRestrictionEnabled: bool(false),
  EmailAliasRestrictionEnabled: bool(false),
  EmailDomainWhitelist: domains(
    'gmail.com,163.com,126.com,qq.com,outlook.com,hotmail.com,icloud.com,yahoo.com,foxmail.com',
  ),
  SMTPServer: text(),
  SMTPPort: int(587, { min: 1, max: 65_535 }),
  SMTPAccount: text(),
  SMTPFrom: text(),
  SMTPToken: secret(),
  SMTPSSLEnabled: bool(false),
  /** Demand STARTTLS: no mail goes out without encryption. */
  SMTPStartTLSEnabled: bool(false),
  /** Take any certificate of the mail server, with implicit TLS too. */
  SMTPInsecureSkipVerify: bool(false),
  /** Log in with LOGIN, for servers that offer PLAIN and refuse it. */
  SMTPForceAuthLogin: bool(false),
  ServerAddress: address(),
  TurnstileCheckEnabled: bool(false),
  TurnstileSiteKey: text(),
  TurnstileSecretKey: secret(),
  GitHubOAuthEnabled: bool(false),
  GitHubClientId: text(),
  GitHubClientSecret: secret(),
  /** Beyond New API: Unix seconds until which a GitHub login name binds the imported account that holds it; 0: never. */
  ImportedGitHubLoginUntil: int(0, { max: 253_402_300_799 }),
  'discord.enabled': bool(false),
  'discord.client_id': text(),
  'discord.client_secret': secret(),
  'oidc.enabled': bool(false),
  'oidc.client_id': text(),
  'oidc.client_secret': secret(),
  /** How the login page calls the provider; empty: OIDC. */
  'oidc.display_name': text(),
  'oidc.well_known': address(),
  'oidc.authorization_endpoint': address(),
  'oidc.token_endpoint': address(),
  'oidc.user_info_endpoint': address(),
  LinuxDOOAuthEnabled: bool(false),
  LinuxDOClientId: text(),
  LinuxDOClientSecret: secret(),
  LinuxDOMinimumTrustLevel: int(0, { max: 4 }),
  WeChatAuthEnabled: bool(false),
  WeChatServerAddress: address(),
  WeChatServerToken: secret(),
  WeChatAccountQRCodeImageURL: text('', { max: 2048 }),
  TelegramOAuthEnabled: bool(false),
  TelegramBotToken: secret(),
  TelegramBotName: text(),
  'passkey.enabled': bool(false),
  'passkey.rp_display_name': text('New API'),
  'passkey.rp_id': text(),
  'passkey.origins': origins(),
  'passkey.allow_insecure_origin': bool(false),
  'passkey.user_verification': choice(['required', 'preferred', 'discouraged'], 'preferred'),
  'passkey.attachment_preference': choice(['', 'none', 'platform', 'cross-platform'], ''),
  /** How many API keys a user may have. */
  'token_setting.max_user_tokens': int(1000, { min: 1, max: 1000 }),
  /** How many groups a key with the group `auto` may name. */
  MaxTokenAutoGroups: int(5, { min: 1, max: 100 }),
  /** Beyond New API: refused passwords, one per line as sent; empty switches the list off. */
  PasswordBlockListEnabled: bool(false),
  PasswordBlockList: text('', { max: 65_536 }),
  /** Beyond New API: refuse a sign-up whose affiliate code belongs to no account. */
  AffCodeMustExist: bool(false),
  /** Beyond New API: demand a recent second proof (`/api/verify`) on the routes that document it. */
  StepUpRequired: bool(false),
} as const;
