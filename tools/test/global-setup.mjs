import { startTestServer } from './server.mjs';

/** Starts one throw-away PostgreSQL for this Jest run, unless TEST_DATABASE_URL names one or no chosen spec needs it. */
export default async function setUp(globalConfig) {
  if (process.env.TEST_DATABASE_URL || !needsDatabase(globalConfig)) return;
  const server = await startTestServer();
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.tollgateTestServer = server;
}

/** False only where every pattern names small specs (`x.spec.ts`), which have no I/O. */
function needsDatabase({ testPathPatterns }) {
  const patterns = testPathPatterns?.patterns ?? [];
  return patterns.length === 0 || !patterns.every((pattern) => /[\w-]\\?\.spec(\\?\.ts)?$/.test(pattern));
}
