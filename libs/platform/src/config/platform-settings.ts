import { address, type ConfigOf, list, processes, ranges, text, toggle, whole } from './setting.js';

/** As OpenTelemetry writes them; a value that is not URL-encoded is refused at the start and not at the first span. */
const HEADERS = /^[\w-]+=([\w.~!*'()+/=: -]|%[0-9A-Fa-f]{2})*(,[\w-]+=([\w.~!*'()+/=: -]|%[0-9A-Fa-f]{2})*)*$/;

/** The settings that every process reads, independent of the services that it runs. Names that New API has are its. */
export const platformSettings = {
  NODE_ENV: text(
    'production refuses to start with anything missing or weak; test checks every reply against its contract',
    {
      default: 'development',
      choices: ['development', 'test', 'production'],
    },
  ),
  TARGET: text('Services to run in this process: all, or a list of gateway, auth, billing, admin', { default: 'all' }),
  WORKERS: processes('Processes that run these services behind the one port; auto is one for each core', {
    default: 1,
    max: 64,
  }),
  PORT: whole('Port of the HTTP interface; 0 picks a free one', { default: 3000, min: 0, max: 65_535 }),
  HEALTH_PORT: whole('Port of health and metrics; 0 picks a free one', { default: 9090, min: 0, max: 65_535 }),
  DATA_DIR: text('Folder of the embedded database and of generated secrets', { default: '.data' }),
  DATABASE_URL: address('PostgreSQL 15 or later; without it the embedded one runs. Required in production', {
    schemes: ['postgres', 'postgresql'],
    optional: true,
    secret: true,
  }),
  DATABASE_WAIT_SECONDS: whole(
    'How long a service and the command migrate wait at the start for a database, in seconds',
    {
      default: 60,
      min: 0,
      max: 3600,
    },
  ),
  IMPORT_FROM: text('Address of the database that the command import reads, in place of --from', {
    optional: true,
    secret: true,
  }),
  IMPORT_LOGS_FROM: text('Address of its log, where that has a database of its own', { optional: true, secret: true }),
  DATABASE_POOL_SIZE: whole('Connections of each service at most', { default: 10, min: 2, max: 200 }),
  NATS_URL: address('NATS server; without it all services run in one process. Required in production', {
    schemes: ['nats', 'tls', 'ws', 'wss'],
    optional: true,
    secret: true,
  }),
  NATS_CA_FILE: text("File of the authority that signed the NATS server's certificate", { optional: true }),
  NATS_CERT_FILE: text('File of the own certificate, where NATS asks for one', { optional: true }),
  NATS_KEY_FILE: text('File of its key', { optional: true }),
  SESSION_SECRET: text(
    'As in New API, it replaces CRYPTO_SECRET if that is not set. Signs nothing: sessions are rows',
    {
      optional: true,
      secret: true,
    },
  ),
  CRYPTO_SECRET: list(
    'Encrypts stored secrets, 32 characters or more; the first of the list seals, all open. Generated outside production',
    {
      optional: true,
      secret: true,
    },
  ),
  LOG_LEVEL: text('Least important lines to log', { default: 'info', choices: ['info', 'warn', 'error'] }),
  LOG_FORMAT: text('Form of log lines: JSON, plain text, or plain text only on a terminal', {
    default: 'auto',
    choices: ['auto', 'json', 'plain'],
  }),
  TRUSTED_PROXIES: ranges('Own proxies, whose X-Forwarded-For and X-Forwarded-Proto are believed', {
    default: [],
  }),
  COOKIE_NAME: text('Name of the session cookie', { default: 'session', pattern: /^[\w-]{1,64}$/ }),
  COOKIE_SECURE: text('When the session cookie is Secure: behind HTTPS, or always', {
    default: 'auto',
    choices: ['auto', 'always'],
  }),
  COOKIE_SAME_SITE: text('SameSite of the session cookie', { default: 'lax', choices: ['lax', 'strict'] }),
  SESSION_DAYS: whole('Life of a session and of its cookie, in days', { default: 30, min: 1, max: 400 }),
  GLOBAL_API_RATE_LIMIT_ENABLE: toggle('Whether requests of an address are limited', { default: true }),
  GLOBAL_API_RATE_LIMIT: whole('Requests of an address in the duration', { default: 180, min: 1, max: 1_000_000 }),
  GLOBAL_API_RATE_LIMIT_DURATION: whole('Its duration, in seconds', { default: 180, min: 1, max: 86_400 }),
  CRITICAL_RATE_LIMIT_ENABLE: toggle('Whether sign-in, sign-up and payment calls of an address are limited', {
    default: true,
  }),
  CRITICAL_RATE_LIMIT: whole('Such calls of an address in the duration', { default: 20, min: 1, max: 100_000 }),
  CRITICAL_RATE_LIMIT_DURATION: whole('Its duration, in seconds', { default: 1200, min: 1, max: 86_400 }),
  MAX_IN_FLIGHT: whole('Requests that a process answers at once; more are refused', {
    default: 512,
    min: 1,
    max: 100_000,
  }),
  COSTLY_AT_ONCE: whole(
    'Searches, lists of all users and statistics that a service works on at once; a few more wait, others are refused',
    { default: 2, min: 1, max: 100 },
  ),
  JOBS_CONCURRENCY: whole('Background jobs that a service runs at once', { default: 5, min: 1, max: 50 }),
  OTEL_EXPORTER_OTLP_ENDPOINT: address('Where traces go, by OTLP over HTTP (JSON); without it nothing is traced', {
    schemes: ['http', 'https'],
    optional: true,
  }),
  OTEL_EXPORTER_OTLP_HEADERS: text('Headers for it: name=value between commas, values URL-encoded', {
    optional: true,
    secret: true,
    pattern: HEADERS,
  }),
  OTEL_SERVICE_NAME: text('Name of this process in traces; default tollgate-<service>, or tollgate-all', {
    optional: true,
  }),
  OTEL_TRACES_SAMPLER: text('Which traces are kept; parentbased_ ones go by what our own proxies decided', {
    default: 'parentbased_always_on',
    choices: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
  }),
  OTEL_TRACES_SAMPLER_ARG: text('Share of traces that the ratio samplers keep, 0 to 1', {
    default: '1',
    pattern: /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/,
  }),
  SHUTDOWN_SECONDS: whole('How long a stopping process answers what it has begun, in seconds', {
    default: 20,
    min: 1,
    max: 600,
  }),
};

/** The platform's own settings as loaded. */
export type PlatformConfig = Omit<ConfigOf<typeof platformSettings>, 'SESSION_SECRET' | 'CRYPTO_SECRET'> & {
  /** The one that seals first; at least one in a process that opens or seals. */
  readonly CRYPTO_SECRET: readonly string[];
};
