import { isCountPair, isObject, isRatio, arrayRule, recordRule, isText } from '../json-rules.js';
import { bool, decimal, int, json, problem, type Problem, secret, text } from '../kinds.js';

type Ratios = Readonly<Record<string, number>>;
const ratios = () => json<Ratios>({}, recordRule(isRatio));
const addresses = () => json<readonly string[]>([], arrayRule(isText));

/** Kept, checked and listed for a relay and for the settings pages. Of these the product itself reads `fetch_setting.*` only. */
export const relayOptions = {
  'fetch_setting.enable_ssrf_protection': bool(true),
  'fetch_setting.allow_private_ip': bool(false),
  'fetch_setting.domain_filter_mode': bool(false),
  'fetch_setting.ip_filter_mode': bool(false),
  'fetch_setting.domain_list': addresses(),
  'fetch_setting.ip_list': addresses(),
  'fetch_setting.allowed_ports': json<readonly (string | number)[]>(['80', '443', '8080', '8443'], arrayRule(port)),
  'fetch_setting.apply_ip_filter_for_domain': bool(false),
  WorkerUrl: text('', { max: 2048 }),
  WorkerValidKey: secret(),
  WorkerAllowHttpImageRequestEnabled: bool(false),
  RetryTimes: int(0, { max: 100 }),
  ChannelDisableThreshold: decimal('5'),
  AutomaticDisableChannelEnabled: bool(false),
  AutomaticEnableChannelEnabled: bool(false),
  AutomaticDisableKeywords: text('', { max: 65_536 }),
  'monitor_setting.auto_test_channel_enabled': bool(false),
  'monitor_setting.auto_test_channel_minutes': decimal('10'),
  'quota_setting.enable_free_model_pre_consume': bool(true),
  CheckSensitiveEnabled: bool(true),
  CheckSensitiveOnPromptEnabled: bool(true),
  StopOnSensitiveEnabled: bool(true),
  SensitiveWords: text('', { max: 262_144 }),
  ModelRequestRateLimitEnabled: bool(false),
  ModelRequestRateLimitDurationMinutes: int(1, { max: 1_000_000 }),
  ModelRequestRateLimitCount: int(0, { max: 1_000_000_000 }),
  ModelRequestRateLimitSuccessCount: int(1000, { max: 1_000_000_000 }),
  ModelRequestRateLimitGroup: json<Readonly<Record<string, readonly number[]>>>({}, recordRule(isCountPair)),
  ModelPrice: ratios(),
  ModelRatio: ratios(),
  CacheRatio: ratios(),
  CompletionRatio: ratios(),
  ImageRatio: ratios(),
  AudioRatio: ratios(),
  AudioCompletionRatio: ratios(),
  ExposeRatioEnabled: bool(false),
  /** With either of these on, the stock web client shows pages that only a relay answers. */
  DrawingEnabled: bool(false),
  TaskEnabled: bool(false),
  MjNotifyEnabled: bool(false),
  MjAccountFilterEnabled: bool(false),
  MjForwardUrlEnabled: bool(true),
  MjModeClearEnabled: bool(false),
  MjActionCheckSuccessEnabled: bool(true),
  StreamCacheQueueLength: int(0, { max: 1_000_000 }),
  FileUploadPermission: int(0, { max: 100 }),
  FileDownloadPermission: int(0, { max: 100 }),
  ImageUploadPermission: int(0, { max: 100 }),
  ImageDownloadPermission: int(0, { max: 100 }),
  'claude.model_headers_settings': json<object>({}, isObject),
  'claude.default_max_tokens': json<Ratios>({}, recordRule(isRatio)),
  'claude.thinking_adapter_enabled': bool(true),
  'claude.thinking_adapter_budget_tokens_percentage': decimal('0.8', { max: 1 }),
  'gemini.safety_settings': json<object>({ default: 'OFF' }, isObject),
  'gemini.version_settings': json<object>({ default: 'v1beta' }, isObject),
  'gemini.supported_imagine_models': json<readonly string[]>([], arrayRule(isText)),
  'gemini.thinking_adapter_enabled': bool(false),
  'gemini.thinking_adapter_budget_tokens_percentage': decimal('0.6', { max: 1 }),
  'global.pass_through_request_enabled': bool(false),
  'global.thinking_model_blacklist': json<readonly string[]>([], arrayRule(isText)),
  'general_setting.ping_interval_enabled': bool(false),
  'general_setting.ping_interval_seconds': int(60, { min: 1, max: 86_400 }),
} as const;

function port(value: unknown): Problem | null {
  const text = typeof value === 'number' ? String(value) : value;
  const range = typeof text === 'string' ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) : null;
  const valid =
    range !== null && range.slice(1).every((p) => p === undefined || (Number(p) >= 1 && Number(p) <= 65_535));
  return valid ? null : problem('must be a port or a range of ports', '必须是端口或端口范围');
}
