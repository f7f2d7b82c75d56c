import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { isWorker } from './workers/worker.js';

/**
 * Waits for SIGTERM or SIGINT, then drains within SHUTDOWN_SECONDS. Only this function handles signals, because services with
 * hooks of their own would all stop at once. A second signal ends the process at once, but not a worker: a supervisor may send
 * signals to the workers as well as to the primary, which then stops its workers.
 */
export function runUntilSignal(stopAll: () => Promise<void>, config: PlatformConfig, log: Log): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (isStopping && !isWorker) process.exit(130);
      // a terminal sends SIGINT to the workers too
      if (isStopping || (isWorker && signal === 'SIGINT')) return;
      isStopping = true;
      log.info(`${signal}: stopping`);
      const late = setTimeout(() => {
        log.error('did not stop in time', { count: config.SHUTDOWN_SECONDS });
        process.exit(1);
      }, config.SHUTDOWN_SECONDS * 1000);
      void stopAll().finally(() => {
        clearTimeout(late);
        log.info('stopped');
        // the channel to the primary would keep the process alive
        if (isWorker) process.disconnect();
        resolve();
      });
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
