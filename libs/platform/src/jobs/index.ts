export { installJobs } from './install.js';
export {
  HANDLER,
  type HandlerMark,
  job,
  type Job,
  type JobHandler,
  type JobRun,
  Runs,
  type RunsOptions,
} from './job.js';
export { JobMetrics } from './job-metrics.js';
export { type AddOptions, Jobs } from './jobs.js';
export { type RegisteredHandler, Worker } from './worker.js';
