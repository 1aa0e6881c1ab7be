/**
 * Preloaded into a sentry (`node --import`): at SIGUSR2 an hour passes at once for its clocks. That is all the time there is
 * in what it remembers; process.hrtime is left alone, since the kernel's hooks write times of that clock, which is not ours
 * to set.
 */
import { performance } from 'node:perf_hooks';

const hour = 3_600_000;
const clocks = [performance, Date] as const;

process.on('SIGUSR2', () => {
  for (const clock of clocks) {
    const now = clock.now.bind(clock);
    clock.now = () => now() + hour;
  }
  process.stderr.write('an hour has passed\n');
});
