import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The fate of a statement: it is answered, or the server carries it out and its reply is lost with the connection. */
export type ReplyFate = 'pass' | 'cut';

/** Of the PostgreSQL protocol, version 3: a simple query, and the end of an extended one. */
const QUERY = 'Q';
const SYNC = 'S';
const LENGTH_BYTES = 4;

/**
 * A man in the middle of services and their database, who can lose replies and lead to another server. All else passes as it
 * is.
 */
export class PostgresProxy {
  /** Asked about every statement, by its text; empty for a prepared one. */
  decide: (statement: string) => ReplyFate = () => 'pass';
  /** The count of connections since the target was set. */
  led = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {}

  static async start(target: number): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Leads those who connect from now on to another server, as an endpoint does that follows the primary. */
  lead(target: number): void {
    this.target = target;
    this.led = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    this.led += 1;
    const database = connect(this.target, '127.0.0.1');
    const statements = new Statements();
    let isCut = false;
    const end = () => {
      for (const socket of [client, database]) {
        this.sockets.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      // either end going takes the other with it, as it would without anybody in the middle
      socket.on('error', end).on('close', end);
    }
    client.on('data', (chunk: Buffer) => {
      for (const text of statements.of(chunk)) isCut ||= this.decide(text) === 'cut';
      database.write(chunk);
    });
    // the reply tells that the server has carried it out: only then is the connection broken
    database.on('data', (chunk: Buffer) => (isCut ? end() : client.write(chunk)));
  }
}

/** Finds the statements in what a client sends. */
class Statements {
  private rest: Buffer = Buffer.alloc(0);
  private isStarting = true;

  *of(chunk: Buffer): Generator<string> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      // the first message has no kind
      const head = this.isStarting ? 0 : 1;
      if (this.rest.length < head + LENGTH_BYTES) return;
      const end = head + this.rest.readInt32BE(head);
      if (this.rest.length < end) return;
      const kind = this.isStarting ? '' : String.fromCharCode(this.rest[0] ?? 0);
      const text = this.rest.toString('utf8', head + LENGTH_BYTES, end - 1);
      this.rest = this.rest.subarray(end);
      this.isStarting = false;
      if (kind === QUERY) yield text;
      if (kind === SYNC) yield '';
    }
  }
}
