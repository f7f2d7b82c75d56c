import type { MessageHandler } from '@nestjs/microservices';
import { AnsweringSide } from './answering-side.js';
import { CallingSide } from './calling-side.js';
import type { MeshOptions } from './limits.js';
import type { Mesh, MeshHeaders, Message, Reply } from './mesh.js';
import { tracingIsOn } from '../tracing/index.js';
import { matches } from './subjects.js';
import { DEADLINE, type Packet, REQUEST_ID, TRACEPARENT } from './wire.js';

/** One replica of a service. */
interface Replica {
  take(packet: Packet): void;
  /** Whether the subject has a direct handler. */
  hasDirect(): boolean;
  runDirectly(message: Message, headers: MeshHeaders): Promise<Reply>;
}
type Listener = (payload: unknown, subject: string) => void;
type TextListener = (text: string, subject: string) => void;

/** Carries events to the other workers of the machine, which run the same services. */
export interface EventRelay {
  /** Sends an event to the other workers, at most once. */
  send(subject: string, text: string): void;
  /** Calls `on` for each event that another worker sent. */
  receive(on: (text: string, subject: string) => void): void;
}

/** Stands for the broker: which replica answers a subject, round robin, and which subscribers get an event. */
class Switchboard {
  private readonly answering = new Map<string, Replica[]>();
  private readonly listeners = new Map<string, Set<TextListener>>();

  constructor(private readonly relay: EventRelay | undefined) {
    relay?.receive((text, subject) => this.deliver(text, subject));
  }

  answer(subject: string, replica: Replica): () => void {
    const replicas = this.answering.get(subject) ?? [];
    this.answering.set(subject, replicas);
    replicas.push(replica);
    return () => void replicas.splice(replicas.indexOf(replica), 1);
  }

  /** The next replica, or undefined if the service has none. */
  next(subject: string): Replica | undefined {
    const replicas = this.answering.get(subject);
    const replica = replicas?.shift();
    if (replica) replicas?.push(replica);
    return replica;
  }

  listen(pattern: string, listener: TextListener): () => void {
    const listeners = this.listeners.get(pattern) ?? new Set();
    this.listeners.set(pattern, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Sends an event to the listeners of all workers. */
  publish(text: string, subject: string): void {
    this.relay?.send(subject, text);
    this.deliver(text, subject);
  }

  private deliver(text: string, subject: string): void {
    for (const [pattern, listeners] of this.listeners) {
      if (matches(pattern, subject)) for (const on of listeners) on(text, subject);
    }
  }
}

class InProcessServer extends AnsweringSide {
  protected readonly carrier = 'in_process';
  private leaving: (() => void)[] = [];

  constructor(
    service: string,
    private readonly board: Switchboard,
    options: MeshOptions,
  ) {
    super(service, options);
  }

  protected reachable(): boolean {
    return true;
  }

  protected async connect(): Promise<void> {}

  protected async join(): Promise<void> {
    for (const [subject, handler] of this.messageHandlers) this.leaving.push(this.enter(subject, handler));
  }

  protected async leave(): Promise<void> {
    for (const leave of this.leaving.splice(0)) leave();
  }

  protected async disconnect(): Promise<void> {}

  private enter(subject: string, handler: MessageHandler): () => void {
    return this.board.answer(subject, {
      take: (packet) => this.receive(handler, packet),
      hasDirect: () => this.hasDirect(subject),
      runDirectly: (message, headers) => this.runDirectly(subject, message, headers),
    });
  }
}

class InProcessClient extends CallingSide {
  protected readonly carrier = 'in_process';

  constructor(
    service: string,
    private readonly board: Switchboard,
    options: MeshOptions,
  ) {
    super(service, options);
  }

  connected(): boolean {
    return !this.closing;
  }

  publish(subject: string, payload: unknown): void {
    const text = JSON.stringify(payload);
    setImmediate(() => this.board.publish(text, subject));
  }

  subscribe(subject: string, on: Listener): () => void {
    return this.board.listen(subject, (text, event) => this.tell(on, text, event));
  }

  callDirectly(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> | undefined {
    // traces follow the general way, which has the spans
    const replica = tracingIsOn() ? undefined : this.board.next(subject);
    if (!replica?.hasDirect()) return undefined;
    return this.exchangeDirectly(subject, headers, () => replica.runDirectly(message, headers));
  }

  protected dispatch(id: string, subject: string, text: string, headers: MeshHeaders): void {
    const travelling: Record<string, string | undefined> = {
      [DEADLINE]: String(headers.deadline),
      [REQUEST_ID]: headers.requestId,
      [TRACEPARENT]: headers.traceparent,
    };
    queueMicrotask(() => {
      const replica = this.board.next(subject);
      if (!replica) return this.undelivered(id);
      replica.take({
        subject,
        size: text.length,
        text: () => text,
        header: (name) => travelling[name],
        respond: (reply) => this.settle(id, reply),
      });
    });
  }

  protected async disconnect(): Promise<void> {}

  private tell(on: Listener, text: string, subject: string): void {
    try {
      on(JSON.parse(text), subject);
    } catch (error) {
      this.log.error('event failed', { subject, error });
    }
  }
}

/**
 * A mesh inside one process: the same behaviour as over NATS, without a broker. A message is copied through JSON, both ways,
 * unless it is called directly. Requests stay in the process; with a relay, events reach the other workers too.
 */
export function inProcessMesh(options: MeshOptions = {}, relay?: EventRelay): Mesh {
  const board = new Switchboard(relay);
  return {
    server: (service) => new InProcessServer(service, board, options),
    client: (service) => Promise.resolve(new InProcessClient(service, board, options)),
  };
}
