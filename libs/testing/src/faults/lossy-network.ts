import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TABLE = 'tollgate_loss';
const COUNTED = /counter packets (\d+)/g;

/**
 * Loses packets below TCP: one of so many that go to a port of the loopback address, and of those that come from it. Only
 * in a network namespace of its own, which ends with the last process in it: nothing else on the machine is touched.
 */
export class LossyNetwork {
  private constructor() {}

  /** @throws where this process shares its network with the machine */
  static async lose(port: number, oneOf: number): Promise<LossyNetwork> {
    if (!isOwnNetwork()) throw new Error('packets are lost in a network of its own only');
    const rules = ['dport', 'sport'].map((side) => `tcp ${side} ${port} numgen random mod ${oneOf} 0 counter drop`);
    await nft(`table inet ${TABLE} { chain lose { type filter hook input priority 0; ${rules.join('\n')}\n}\n}`);
    return new LossyNetwork();
  }

  /** Loses no more; how many have been lost. */
  async heal(): Promise<number> {
    const { stdout } = await run('nft', ['list', 'table', 'inet', TABLE]);
    await nft(`delete table inet ${TABLE}`);
    return [...stdout.matchAll(COUNTED)].reduce((sum, [, count]) => sum + Number(count), 0);
  }
}

/** Whether this process has a network with nothing in it but a loopback. */
export function isOwnNetwork(): boolean {
  if (process.platform !== 'linux') return false;
  const devices = [...readFileSync('/proc/self/net/dev', 'utf8').matchAll(/^ *([^ :]+):/gm)].map(([, name]) => name);
  return devices.join() === 'lo';
}

/** A command, and how to start it in such a network, which ends with it. */
export function inOwnNetwork(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  return ['unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"', command, ...args]];
}

/** Why none can be had here, or undefined. */
export function whyNoOwnNetwork(): string | undefined {
  if (process.platform !== 'linux') return 'it needs network namespaces';
  if (process.getuid?.() !== 0) return 'it needs root, to make a network of its own';
  const probe = ['nft', [`add table inet ${TABLE}; delete table inet ${TABLE}`]] as const;
  const [command, args] = isOwnNetwork() ? probe : inOwnNetwork(...probe);
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `it needs ip and nft, and a kernel with both: ${stderr?.trim().slice(0, 200)}`;
}

async function nft(text: string): Promise<void> {
  await run('nft', [text]);
}
