import { rm } from 'node:fs/promises';

/** Stops and removes what the set-up started. */
export default async function tearDown() {
  const started = globalThis.tollgateTestServer;
  if (!started) return;
  await started.server.stop();
  await rm(started.dataDir, { recursive: true, force: true });
}
