import { isCountPair, isObject, isRatio, arrayRule, recordRule, isText } from '../json-rules.js';
import { bool, choice, decimal, int, json, type OptionSpec, problem, type Problem, secret, text } from '../kinds.js';

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
  'gemini.safety_settings': json<object>({ default: 'OFF' }, isObject, recordRule(isText)),
  'gemini.version_settings': json<object>({ default: 'v1beta' }, isObject, recordRule(isText)),
  'gemini.supported_imagine_models': json<readonly string[]>([], arrayRule(isText)),
  'gemini.thinking_adapter_enabled': bool(false),
  'gemini.thinking_adapter_budget_tokens_percentage': decimal('0.6', { max: 1 }),
  'global.pass_through_request_enabled': bool(false),
  'global.thinking_model_blacklist': json<readonly string[]>([], arrayRule(isText)),
  'gemini.remove_function_response_id_enabled': bool(true),
  'global.chat_completions_to_responses_policy': json<object>({ enabled: false, all_channels: true }, isObject),
  'grok.violation_deduction_enabled': bool(true),
  'grok.violation_deduction_amount': decimal('0.05'),
  'qwen.sync_image_models': json<readonly string[]>([], arrayRule(isText)),
  'model_deployment.ionet.enabled': bool(false),
  'model_deployment.ionet.api_key': secret(),
  'monitor_setting.channel_test_mode': text('scheduled_all', { max: 64 }),
  AutomaticDisableStatusCodes: statusCodes('401'),
  AutomaticRetryStatusCodes: statusCodes('100-199,300-399,401-407,409-499,500-503,505-523,525-599'),
  CreateCacheRatio: ratios(),
  'billing_setting.billing_mode': json<object>({}, isObject),
  'billing_setting.billing_expr': json<object>({}, isObject),
  'tool_price_setting.prices': json<object>({}, isObject),
  'channel_affinity_setting.enabled': bool(true),
  'channel_affinity_setting.switch_on_success': bool(true),
  'channel_affinity_setting.keep_on_channel_disabled': bool(false),
  'channel_affinity_setting.max_entries': int(100_000, { max: 100_000_000 }),
  'channel_affinity_setting.default_ttl_seconds': int(3600, { max: 31_536_000 }),
  'channel_affinity_setting.rules': json<readonly object[]>([], arrayRule(isObject)),
  'perf_metrics_setting.enabled': bool(true),
  'perf_metrics_setting.flush_interval': int(5, { min: 1, max: 1440 }),
  'perf_metrics_setting.bucket_time': choice(['minute', '5min', 'hour', 'day'], 'hour'),
  'perf_metrics_setting.retention_days': int(0, { max: 36_500 }),
  'performance_setting.disk_cache_enabled': bool(false),
  'performance_setting.disk_cache_threshold_mb': int(10, { max: 1_000_000 }),
  'performance_setting.disk_cache_max_size_mb': int(1024, { max: 100_000_000 }),
  'performance_setting.disk_cache_path': text('', { max: 1024 }),
  'performance_setting.monitor_enabled': bool(true),
  'performance_setting.monitor_cpu_threshold': int(90, { max: 100 }),
  'performance_setting.monitor_memory_threshold': int(90, { max: 100 }),
  'performance_setting.monitor_disk_threshold': int(95, { max: 100 }),
  'general_setting.ping_interval_enabled': bool(false),
  'general_setting.ping_interval_seconds': int(60, { min: 1, max: 86_400 }),
} as const;

/** HTTP status codes and ranges of them, parted by commas. */
function statusCodes(fallback: string): OptionSpec<string> {
  const noCodes = problem('must be status codes or ranges, parted by commas', '必须是以逗号分隔的状态码或范围');
  const isRange = (part: string) => {
    const [, from, to = from] = /^\s*([1-5]\d{2})\s*(?:-\s*([1-5]\d{2})\s*)?$/.exec(part) ?? [];
    return from !== undefined && Number(from) <= Number(to);
  };
  const check = (value: string) => (value === '' || value.split(',').every(isRange) ? null : noCodes);
  const base = text(fallback, { max: 1024 });
  return { ...base, check: (value) => base.check(value) ?? check(value) };
}

function port(value: unknown): Problem | null {
  const text = typeof value === 'number' ? String(value) : value;
  const range = typeof text === 'string' ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) : null;
  const valid =
    range !== null && range.slice(1).every((p) => p === undefined || (Number(p) >= 1 && Number(p) <= 65_535));
  return valid ? null : problem('must be a port or a range of ports', '必须是端口或端口范围');
}
