import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsServer } from './nats-server.js';

/** The accounts as they are deployed. */
const ACCOUNTS = new URL('../../../../k8s/base/nats-accounts.conf', import.meta.url);

/** Here each account's password is its own name, without what is no letter. */
export const buildPassword = (account: string) => account.toLowerCase().replace(/[^a-z]/g, '');

/** A broker on which every service may do what it may in production, and no more. */
export class GuardedNats {
  private constructor(
    readonly server: NatsServer,
    private readonly folder: string,
  ) {}

  static async start(): Promise<GuardedNats> {
    const accounts = readFileSync(ACCOUNTS, 'utf8');
    const passwords = [...accounts.matchAll(/password: \$(\w+)/g)].map(
      ([, name = '']) => `${name}: ${buildPassword(name.replace('NATS_', ''))}`,
    );
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-nats-'));
    await writeFile(join(folder, 'nats.conf'), [...passwords, accounts].join('\n'));
    return new GuardedNats(await NatsServer.start(['-c', join(folder, 'nats.conf')]), folder);
  }

  /** Where an account is let in. */
  urlOf(account: string): string {
    return `nats://${account}:${buildPassword(account)}@127.0.0.1:${this.server.port}`;
  }

  async kill(): Promise<void> {
    await this.server.kill();
    await rm(this.folder, { recursive: true });
  }
}
