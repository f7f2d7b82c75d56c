import {
  headers as natsHeaders,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  nuid,
  type Subscription,
} from '@nats-io/transport-node';
import type { MessageHandler } from '@nestjs/microservices';
import { AnsweringSide } from './answering-side.js';
import { CallingSide } from './calling-side.js';
import type { MeshOptions } from './limits.js';
import type { Mesh, MeshHeaders } from './mesh.js';
import { ThrottledLog } from '../log/throttled-log.js';
import { link, type Link, type NatsOptions } from './nats-connection.js';
import { DEADLINE, type Packet, REQUEST_ID, TRACEPARENT } from './wire.js';

const NO_RESPONDERS = 503;
const INBOXES = '_INBOX';
/**
 * The form of the inboxes that client libraries make for answers: replies go nowhere else. Where a sender would have an answer
 * appear, this service may speak and the sender may not.
 */
const INBOX = /^_INBOX(_\w+)?(\.[\w-]+)+$/;
const INBOX_LENGTH = 255;
/** A header block is four short lines; the client library takes a minute of the process to read a hundred thousand. */
const HEAD_BYTES = 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

class NatsServer extends AnsweringSide {
  protected readonly carrier = 'nats';
  private link: Link | undefined;
  private subscriptions: Subscription[] = [];
  private refused = false;

  constructor(
    service: string,
    private readonly nats: NatsOptions,
    options: MeshOptions,
  ) {
    super(service, options);
  }

  protected reachable(): boolean {
    return this.link !== undefined && this.link.up() && !this.refused;
  }

  protected async connect(): Promise<void> {
    this.link = await link(this.service, this.nats, this.log, { found: () => (this.reconnects += 1) });
  }

  protected async join(): Promise<void> {
    for (const [subject, handler] of this.messageHandlers) this.subscribe(subject, handler);
    await this.link?.connection.flush();
  }

  protected async leave(): Promise<void> {
    const leaving = this.subscriptions.splice(0).filter((subscription) => !subscription.isClosed());
    await Promise.all(leaving.map((subscription) => subscription.drain()));
  }

  protected async disconnect(): Promise<void> {
    await this.link?.drain();
  }

  private subscribe(subject: string, handler: MessageHandler): void {
    // the queue group is the service: each request goes to one of its replicas
    const callback = (error: Error | null, message: Msg) => {
      if (!error) return this.receive(handler, toPacket(message));
      this.refused = true;
      this.log.error('may not listen', { subject, error });
    };
    const subscription = this.link?.connection.subscribe(subject, { queue: this.service, callback });
    if (subscription) this.subscriptions.push(subscription);
  }
}

function toPacket(message: Msg): Packet {
  return {
    subject: message.subject,
    size: message.data.length,
    text: () => utf8.decode(message.data),
    header: (name) => buildHeaders(message)?.get(name) || undefined,
    respond: isInbox(message.reply) ? (reply) => void message.respond(reply) : undefined,
  };
}

function isInbox(subject = ''): boolean {
  return subject.length <= INBOX_LENGTH && INBOX.test(subject);
}

/** The headers, if there are any. @throws when they are too long, or the client library cannot read them */
function buildHeaders(message: Msg): MsgHdrs | undefined {
  const { subject, reply = '', data } = message;
  // length in characters, not bytes: a character beyond ASCII counts as more of the head than it is
  const head = (message as Sized).size() - data.length - subject.length - reply.length;
  if (head > HEAD_BYTES) throw new RangeError('headers too long');
  return message.headers;
}

/** Has it, but does not declare it. */
type Sized = Msg & { size(): number };

interface OutgoingMessage {
  readonly send: (connection: NatsConnection) => void;
  readonly failed: (error: unknown) => void;
}

class NatsClient extends CallingSide {
  protected readonly carrier = 'nats';
  private readonly link: Promise<Link>;
  private up: Link | undefined;
  private readonly inbox: string;
  private outbox: OutgoingMessage[] = [];

  constructor(service: string, nats: NatsOptions, options: MeshOptions) {
    super(service, options);
    this.inbox = `${INBOXES}_${service}.${nuid.next()}`;
    this.link = link(service, nats, this.log, {
      lost: () => this.lose(),
      found: () => (this.reconnects += 1),
    });
  }

  /** Connects and listens for replies. */
  async ready(): Promise<this> {
    const found = await this.link;
    const callback = (error: Error | null, message: Msg) => {
      if (error) this.log.error('may not listen for replies', { error });
      else this.hear(message);
    };
    found.connection.subscribe(`${this.inbox}.*`, { callback });
    await found.connection.flush();
    this.up = found;
    return this;
  }

  connected(): boolean {
    return this.up !== undefined && this.up.up();
  }

  publish(subject: string, payload: unknown): void {
    const text = JSON.stringify(payload);
    this.post(
      (connection) => connection.publish(subject, text),
      (error) => this.log.warn('event not sent', { subject, error }),
    );
  }

  subscribe(subject: string, on: (payload: unknown, subject: string) => void): () => void {
    const refused = new ThrottledLog((fields) => this.log.warn('event refused', { subject, ...fields }));
    const failed = new ThrottledLog((fields) => this.log.error('event failed', { subject, ...fields }));
    // thrown on, an error would end the connection's reader
    const tell = (payload: unknown, from: string) => {
      try {
        on(payload, from);
      } catch (error) {
        failed.note({ error });
      }
    };
    const callback = (error: Error | null, message: Msg) => {
      if (error) return failed.note({ error });
      try {
        tell(JSON.parse(utf8.decode(message.data)), message.subject);
      } catch (error) {
        refused.note({ error });
      }
    };
    const subscription = this.up?.connection.subscribe(subject, { callback });
    return () => subscription?.unsubscribe();
  }

  protected dispatch(id: string, subject: string, text: string, headers: MeshHeaders): void {
    const travelling = natsHeaders();
    travelling.set(DEADLINE, String(headers.deadline));
    travelling.set(REQUEST_ID, headers.requestId);
    if (headers.traceparent) travelling.set(TRACEPARENT, headers.traceparent);
    const reply = `${this.inbox}.${id}`;
    this.post(
      (connection) => {
        if (this.isPending(id)) connection.publish(subject, text, { reply, headers: travelling });
      },
      (error) => this.refuse(id, error),
    );
  }

  protected async disconnect(): Promise<void> {
    await this.up?.drain();
  }

  /** The messages of one pass of the event loop go out in one write; nothing is kept for a broker that is away. */
  private post(send: (connection: NatsConnection) => void, failed: (error: unknown) => void): void {
    this.outbox.push({ send, failed });
    if (this.outbox.length > 1) return;
    setImmediate(() => {
      const due = this.outbox;
      this.outbox = [];
      for (const each of due) this.hand(each);
    });
  }

  private hand({ send, failed }: OutgoingMessage): void {
    try {
      if (!this.up?.up()) throw new Error('the message broker is away');
      send(this.up.connection);
    } catch (error) {
      failed(error);
    }
  }

  private hear(message: Msg): void {
    const id = message.subject.slice(this.inbox.length + 1);
    try {
      if (buildHeaders(message)?.code === NO_RESPONDERS) this.undelivered(id);
      else this.settle(id, utf8.decode(message.data));
    } catch (error) {
      this.unreadable(id, error);
    }
  }
}

/**
 * A mesh over core NATS: requests to a queue group named after the service, replies to one inbox for each calling side under
 * `_INBOX_<service>` (so that permissions can name it), events to all subscribers.
 */
export function natsMesh(nats: NatsOptions, options: MeshOptions = {}): Mesh {
  return {
    server: (service) => new NatsServer(service, nats, options),
    client: (service) => new NatsClient(service, nats, options).ready(),
  };
}
