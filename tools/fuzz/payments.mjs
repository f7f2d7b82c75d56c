import { spawn } from 'node:child_process';

/**
 * Mutated answers and notifications of payment gateways: the spec that `npm test` runs short, at full size. The product's own code
 * judges them on a database, so no server is started.
 */
export async function run({ total, seed, report }) {
  const env = {
    ...process.env,
    SCALE: 'full',
    PAYMENT_MUTATIONS: String(total),
    FUZZ_SEED: String(seed),
    NODE_OPTIONS: '--experimental-vm-modules',
  };
  const args = ['node_modules/jest/bin/jest.js', '-c', 'apps/billing/jest.config.mjs', 'payment-mutations'];
  const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) report('a mutated payment message was judged wrong: see the output of Jest', { seed, total });
  return { done: total, lines: [`${total} mutations of payment messages`] };
}
