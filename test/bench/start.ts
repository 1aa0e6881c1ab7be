/** `npm run bench start`: how long a sentry takes to start and to reload, with few and with many single ports. Needs root. */
import { measured } from './sentry.ts';

export async function bench(): Promise<void> {
  for (const count of [10, 2_000, 8_000, 32_000]) {
    // No two of them touch, so that no range holds more than one.
    const ports = Array.from({ length: count }, (_, i) => 2 * i + 1).join();
    const sentry = await measured({ tcp: { mode: 'stealth', ports }, udp: { mode: 'stealth', ports } });
    const reload = await sentry.reload();
    await sentry.stop();
    console.log(`${count} ports: start ${sentry.start.toFixed(0)} ms, reload ${reload.toFixed(0)} ms`);
  }
}
