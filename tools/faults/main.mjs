// npm run faults: every fault against two replicas of each service, under load. Ends with 1 where a promise was broken.
// With --relay: the reference relay, request by request, for --seconds.
// With --defects: builds with a protection taken out, each of which its check must fail on. With --upgrade <commit>: that
// commit's schema and services, replaced by this one's under load, and the services back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { FAULTS, inOwnNetwork, isOwnNetwork, whyNoOwnNetwork } from '@tollgate/testing/faults';
import { sized } from '@tollgate/testing/scale';
import { relayUnderFaults } from './relay.mjs';
import { runDefects } from './seeded/main.mjs';
import { Suite } from './suite.mjs';
import { upgrade } from './upgrade.mjs';

const { values } = parseArgs({
  options: {
    defects: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    relay: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '600' },
    upgrade: { type: 'string' },
    repeat: { type: 'string', default: String(sized({ ci: 1, full: 20 })) },
    only: { type: 'string', default: '' },
    clients: { type: 'string', default: '8' },
    recovery: { type: 'string', default: '5' },
    log: { type: 'string' },
  },
});

async function runFaults() {
  const { log, only } = values;
  const suite = new Suite({ clients: Number(values.clients), recovery: Number(values.recovery), log });
  const repeat = Number(values.repeat);
  if (values.upgrade) await upgrade(suite, values.upgrade, repeat);
  else {
    const chosen = FAULTS.filter(({ name }) => name.includes(only));
    for (const place of ['plain', 'behind a proxy', 'on a small disk']) {
      await suite.run(
        chosen.filter((fault) => (fault.place ?? 'plain') === place),
        repeat,
        { place },
      );
    }
  }
  return suite.finish();
}

/** Where it can be had, faults run in a network of their own, in which packets can be lost. */
async function runApart() {
  const [command, args] = inOwnNetwork(process.execPath, process.argv.slice(1));
  const [code] = await once(spawn(command, args, { stdio: 'inherit' }), 'exit');
  return code === 0;
}

async function runAll() {
  if (values.defects) return runDefects(values);
  if (values.relay) return relayUnderFaults(Number(values.seconds));
  const staysHere = values.upgrade || isOwnNetwork() || whyNoOwnNetwork() !== undefined;
  return staysHere ? runFaults() : runApart();
}

process.exitCode = (await runAll()) ? 0 : 1;
