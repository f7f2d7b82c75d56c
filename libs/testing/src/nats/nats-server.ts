import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MS = 5000;
/** The signal is acted on by each of its threads in its own time. */
const FREEZING_MS = 100;

/**
 * Whether tests over a real nats-server can run here. If it is missing, this logs once how many tests are skipped; with
 * REQUIRE_NATS=1 that is an error instead.
 */
export function natsIsHere(tests: number): boolean {
  if (!spawnSync('nats-server', ['--version']).error) return true;
  const line = `SKIPPED ${tests} tests: nats-server is not on the PATH`;
  if (process.env.REQUIRE_NATS === '1') throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return false;
}

/** A real nats-server of a test's own, on a free port of the loopback address. */
export class NatsServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly extra: readonly string[],
  ) {}

  /** @param extra more command line arguments, such as `-c` and a configuration file */
  static async start(extra: readonly string[] = []): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), extra);
    await server.up();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again on its port after `kill`. */
  async up(): Promise<void> {
    this.child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(this.port), ...this.extra], { stdio: 'ignore' });
    const end = Date.now() + READY_MS;
    while (!(await answers(this.port))) {
      if (Date.now() > end) throw new Error(`nats-server does not answer on port ${this.port}`);
      await sleep(20);
    }
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Stops it where it stands; its connections stay open. */
  async freeze(): Promise<void> {
    this.child?.kill('SIGSTOP');
    await sleep(FREEZING_MS);
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
