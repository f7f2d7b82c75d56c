// Loaded into a process under measurement: SIGUSR2 begins a CPU profile, the next one writes it to PROFILE_FILE.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
let isRunning = false;
process.on('SIGUSR2', async () => {
  if (!isRunning) {
    isRunning = true;
    return session.post('Profiler.start');
  }
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(process.env.PROFILE_FILE ?? 'profile.json', JSON.stringify(profile));
});
