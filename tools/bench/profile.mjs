// Where one process spends its time under a load: self time by group of files, and by function.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digits, startStage, table } from './stage.mjs';
import { MIX } from './traffic.mjs';

const TOP = 20;

/** node_modules/<package>, apps/<app>/<slice>, libs/<library>/<part>, node: or V8's own name in brackets. */
function groupOf({ functionName, url }) {
  if (!url) return functionName.startsWith('(') ? functionName : 'native';
  const path = url.replace(/^file:\/\//, '');
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const [, own] = /((?:apps|libs)\/[^/]+\/(?:dist|src)\/[^/]+)/.exec(path) ?? [];
  return own ?? dependency ?? path.split('/')[0];
}

/** Self time in µs by the name that `name` returns for a call frame, largest first. */
function selfTimes({ nodes, samples, timeDeltas }, name) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  samples.forEach((id, i) => {
    const key = name(frames.get(id));
    times.set(key, (times.get(key) ?? 0) + timeDeltas[i]);
  });
  return [...times].sort(([, a], [, b]) => b - a);
}

/** `npm run bench -- --suite profile --rate 60 [--kind self]`: the one process of `npm start`. */
export async function profile({ seconds, rate = '60', kind, database }) {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-profile-'));
  const file = join(folder, 'profile.json');
  const env = { NODE_OPTIONS: `--import=${new URL('./profiler.mjs', import.meta.url)}`, PROFILE_FILE: file };
  const stage = await startStage({ topology: 'in-process', database, env });
  try {
    const mix = kind ? { [kind]: 1 } : MIX;
    const load = (seconds) => stage.run({ rate: Number(rate), seconds, mix });
    await load(5);
    const [{ pid }] = stage.platform.processes;
    process.kill(pid, 'SIGUSR2');
    const figures = await load(seconds * 3);
    process.kill(pid, 'SIGUSR2');
    while (!existsSync(file)) await sleep(100);
    await sleep(500);
    const recorded = JSON.parse(readFileSync(file, 'utf8'));
    const places = ({ functionName, url, lineNumber }) =>
      `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
    const busy = selfTimes(recorded, ({ functionName }) => functionName === '(idle)').find(([idle]) => !idle)[1];
    const rows = (name) =>
      selfTimes(recorded, name)
        .filter(([key]) => !key.startsWith('(idle)'))
        .slice(0, TOP)
        .map(([key, micros]) => [
          `\`${key}\``,
          `${digits((micros * 100) / busy, 1)} %`,
          digits(micros / figures.count()),
        ]);
    const head = (what) => [what, 'of busy time', 'µs a request'];
    const said = `${kind ?? 'mixed'}, ${rate}/s: ${digits(busy / figures.count())} µs of the main thread a request, p99 ${digits(figures.at(0.99))} ms, load ${digits(figures.load, 1)}`;
    return [said, table(head('files'), rows(groupOf)), table(head('function'), rows(places))].join('\n\n');
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
