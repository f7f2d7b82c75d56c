// The image's health check: exits 0 if this container's process is ready. Kubernetes sends its own HTTP probes instead.
const port = process.env.HEALTH_PORT || '9090';
const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) }).catch(
  (error) => ({ ok: false, status: error.message }),
);
if (!answer.ok) {
  process.stderr.write(`not ready: ${answer.status}\n`);
  process.exitCode = 1;
}
