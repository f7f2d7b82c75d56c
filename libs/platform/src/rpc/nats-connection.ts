import { connect, type NatsConnection, type TlsOptions } from '@nats-io/transport-node';
import type { Log } from '../log/log.js';
import { ThrottledLog } from '../log/throttled-log.js';

/** Where the brokers are and how to be let in. */
export interface NatsOptions {
  /** One or more `nats://[user:password@]host:port`, separated by commas; `tls://` demands TLS. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Files of the authority and, for mutual TLS, of the own certificate and key. */
  readonly tls?: TlsOptions;
}

const WAIT_MS = 250;
const PING_MS = 5000;
const STILL_WAITING_MS = 5000;

/** A connection that is kept up for ever, and what its owner learns of it. */
export interface Link {
  readonly connection: NatsConnection;
  up(): boolean;
  /** Closes the connection after the published messages were handed to the broker. */
  drain(): Promise<void>;
}

/** Called when the connection comes and goes. */
export interface LinkEvents {
  lost?(): void;
  found(): void;
}

/**
 * Connects, waiting for the broker for as long as it takes, and stays connected: reconnects for ever at irregular times (a
 * restarted broker is not met by everyone at once), takes a broker for dead after two unanswered pings of 5 s.
 * Should the client library give the connection up all the same, the process ends: one that can neither be asked nor
 * recover must be replaced.
 */
export async function link(name: string, options: NatsOptions, log: Log, events: LinkEvents): Promise<Link> {
  const { servers, user, pass, tls } = parse(options);
  const waiting = setInterval(() => log.warn('waits for the message broker'), STILL_WAITING_MS);
  const connection = await connect({
    name,
    servers,
    user,
    pass,
    tls,
    inboxPrefix: `_INBOX_${name}`,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => WAIT_MS + Math.random() * WAIT_MS,
    waitOnFirstConnect: true,
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    maxPingOut: 2,
    timeout: 5000,
    noAsyncTraces: true,
  }).finally(() => clearInterval(waiting));

  let up = true;
  let wanted = true;
  const refused = new ThrottledLog((fields) => log.error('the message broker refuses', fields));
  const watch = async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        up = false;
        log.warn('lost the message broker');
        events.lost?.();
      } else if (status.type === 'reconnect') {
        up = true;
        log.info('found the message broker again');
        events.found();
      } else if (status.type === 'error') {
        refused.note({ error: status.error });
      }
    }
  };
  void watch();
  void connection.closed().then((error) => {
    up = false;
    if (wanted) throw new Error('the connection to the message broker was given up', { cause: error ?? undefined });
  });
  return {
    connection,
    up: () => up,
    drain: async () => {
      wanted = false;
      await (up ? connection.drain() : connection.close());
    },
  };
}

/** The client library ignores the account and TLS of a URL. */
function parse({ url, user, password, tls }: NatsOptions) {
  const urls = url.split(',').map((server) => new URL(server.trim()));
  const account = urls.find((server) => server.username !== '');
  return {
    servers: urls.map((server) => server.host),
    user: user ?? (account && decodeURIComponent(account.username)),
    pass: password ?? (account && decodeURIComponent(account.password)),
    tls: tls ?? (urls.some((server) => server.protocol === 'tls:') ? {} : undefined),
  };
}
