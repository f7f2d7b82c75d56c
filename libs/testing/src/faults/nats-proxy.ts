import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The fate of a message. */
export type Fate = 'pass' | 'double' | 'drop' | 'delay';

export interface Message {
  /** `request`: from the client to the broker. `delivery`: the other way, replies among them. */
  readonly direction: 'request' | 'delivery';
  readonly subject: string;
}

/** How long a delayed message is held. */
const DELAY_MS = 500;
const CRLF = Buffer.from('\r\n');
const PUBLISHED = /^H?(?:PUB|MSG) /;

/**
 * A man in the middle of clients and a nats-server, who decides about each whole message: a broken network between them
 * could do no worse. Everything else of the protocol passes as it is.
 */
export class NatsProxy {
  /** Asked about every message. */
  decide: (message: Message) => Fate = () => 'pass';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  static async start(target: number): Promise<NatsProxy> {
    const server = createServer();
    const proxy = new NatsProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const broker = connect(this.target, '127.0.0.1');
    this.pipe(client, broker, 'request');
    this.pipe(broker, client, 'delivery');
  }

  private pipe(from: Socket, to: Socket, direction: Message['direction']): void {
    this.sockets.add(from);
    const frames = new Frames();
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      for (const { subject, bytes } of frames.of(chunk)) {
        const fate = subject === undefined ? 'pass' : this.decide({ direction, subject });
        if (fate === 'delay') setTimeout(() => to.writable && to.write(bytes), DELAY_MS);
        else if (fate !== 'drop') to.write(bytes);
        if (fate === 'double') to.write(bytes);
      }
    });
    // either end going takes the other with it, as it would without anybody in the middle
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}

interface Frame {
  /** Of a message; other lines of the protocol have none. */
  readonly subject?: string;
  readonly bytes: Buffer;
}

/** Cuts a stream of the NATS client protocol into its lines and its messages. */
class Frames {
  private rest: Buffer = Buffer.alloc(0);

  *of(chunk: Buffer): Generator<Frame> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const end = this.rest.indexOf(CRLF);
      if (end < 0) return;
      const line = this.rest.toString('latin1', 0, end);
      const isMessage = PUBLISHED.test(line);
      const words = line.split(' ');
      const length = end + CRLF.length + (isMessage ? Number(words.at(-1)) + CRLF.length : 0);
      if (this.rest.length < length) return;
      const bytes = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      yield { subject: isMessage ? words[1] : undefined, bytes };
    }
  }
}
