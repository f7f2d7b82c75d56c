import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmod } from 'node:fs/promises';

const built = new URL('../../libs/platform/dist/embedded-postgres/index.js', import.meta.url);
const composition = new URL('../../apps/all/package.json', import.meta.url);

/** Durability costs time and buys nothing here: the cluster is thrown away. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** Starts one throw-away PostgreSQL for this Jest run, unless TEST_DATABASE_URL names one or no chosen spec needs it. */
export default async function setUp(globalConfig) {
  if (process.env.TEST_DATABASE_URL || !needsDatabase(globalConfig)) return;
  const { startEmbeddedPostgres } = await import(built).catch((cause) => {
    throw new Error('the platform library is not built: npm run build', { cause });
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-test-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom: composition, settings: SETTINGS });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.tollgateTestServer = { server, dataDir };
}

function needsDatabase({ testPathPatterns }) {
  const patterns = testPathPatterns?.patterns ?? [];
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => !/(?<!int-|e2e-)(spec\\?\.ts)$/.test(pattern) || /(int|e2e)-spec/.test(pattern))
  );
}
