/** Loaded into a sentry before anything else: says on SIGUSR2 how long its event loop stood at most, in milliseconds. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`stall ${(delay.max / 1e6 - resolution).toFixed(0)}\n`);
  delay.reset();
});
