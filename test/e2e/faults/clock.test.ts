import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { connectFrom } from '../trap/stage/trap-stage.ts';
import { lackOfClock, ownClock } from './clock.ts';

const config = { tcp: { ports: '23' }, udp: { mode: 'off' } };
const hour = 3_600_000;

/** When a host was named, by the sentry's own clock, as hours from now. */
const namedAt = (stage: Watching, source: string): number[] =>
  stage
    .entries()
    .flatMap(entry => (entry.verb === 'scan' && formatAddress(entry.source) === source ? [entry.time] : []))
    .map(time => Math.round((time - Date.now()) / hour) + 0);

/** It touches the port until it is named once more. */
async function named(stage: Watching, who: 'attacker' | 'inner'): Promise<number> {
  const from = stage.hosts[who];
  const before = namedAt(stage, from.ipv4).length;
  await until(
    () => {
      connectFrom(from, stage.hosts.host.ipv4, 23);
      return namedAt(stage, from.ipv4).length > before;
    },
    () => `a line of ${who}: ${stage.sentry.output()}`,
  );
  return namedAt(stage, from.ipv4).at(-1) ?? Number.NaN;
}

for (const [what, monotonic, jumps] of [
  ['a clock that jumps by a day both ways', false, ['+1d', '+0', '-1d', '+0']],
  ['a pause of an hour', true, ['+1h']],
] as const)
  e2e(
    `${what} silences nobody, and loses nothing`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'portjail-clock-'));
      const clock = ownClock(join(folder, 'clock'), monotonic);
      try {
        await watching({ config, prefix: clock.prefix }, async stage => {
          const { sentry } = stage;
          assert.equal(await named(stage, 'attacker'), 0);
          for (const jump of jumps) {
            if (monotonic) process.kill(sentry.pid, 'SIGSTOP');
            clock.set(jump);
            if (monotonic) process.kill(sentry.pid, 'SIGCONT');
            const hours = { d: 24, h: 1 }[jump.at(-1) ?? ''] ?? 0;
            const offset = Number.parseInt(jump, 10) * hours;
            // Who was named before is named again, and who is new at once.
            assert.equal(await named(stage, 'attacker'), offset);
            assert.equal(await named(stage, 'inner'), offset);
            await stage.counter('probes');
          }
          const { lost } = await stage.finish();
          assert.equal(lost, 0);
          assert.doesNotMatch(sentry.output(), /error:/);
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    lackOfClock,
  );
