import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = new URL('../../libs/embedded-postgres/dist/index.js', import.meta.url);
const composition = new URL('../../apps/all/package.json', import.meta.url);

/** Durability costs time and buys nothing here: the cluster is thrown away. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** A throw-away PostgreSQL for tests: `{ url, stop }`. */
export async function startTestServer() {
  const { startEmbeddedPostgres } = await import(built.href).catch((cause) => {
    throw new Error('the platform library is not built: npm run build', { cause });
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-test-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom: composition, settings: SETTINGS });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  };
  return { url: server.url, stop };
}
