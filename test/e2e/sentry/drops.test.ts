import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formatAddress } from '../../../src/net/address.ts';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { countArrivals } from '../hosts/arrivals.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

/** More packets than the ring holds, which is some 120,000, and how often. */
const storm = 300_000;
const storms = sized(3, 10);

/** So that the disk has no part in it. */
const config = { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'off' }, log: { seen: [] } };

/** A storm from as many sources as packets, while the sentry cannot read. */
function overwhelm({ hosts, sentry }: Watching): void {
  const { attacker, host } = hosts;
  process.kill(sentry.pid, 'SIGSTOP');
  try {
    sendFrames(attacker, macOf(host), [packetBetween('0.0.0.0', host.ipv4)], storm);
  } finally {
    process.kill(sentry.pid, 'SIGCONT');
  }
}

const residentMegabytes = ({ sentry }: Watching): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${sentry.pid}/status`, 'utf8'))?.[1]) / 1024;

e2e('what the kernel drops is counted to the packet and said, at the end too; memory stays flat', () =>
  watching({ config }, async stage => {
    const { host } = stage.hosts;
    const arrived = countArrivals((...command) => host.run(command), 23);
    const memory: number[] = [];
    for (let i = 0; i < storms; i++) {
      overwhelm(stage);
      await stage.accountedFor(arrived);
      memory.push(residentMegabytes(stage));
    }
    // The tables of sources are full after the first storm. A collection that is due any moment may leave one figure
    // high; a leak (300 bytes a packet would be 85 MB a storm) lifts them all.
    const [first = 0, second = 0, ...later] = memory;
    assert.ok(Math.min(...later) < Math.max(first, second) + 40, `MB after each storm: ${memory.join(', ')}`);
    overwhelm(stage);
    const { probes = 0, dropped = 0 } = await stage.finish();
    const said = stage
      .entries()
      .map(entry => (entry.verb === 'held' && entry.reason === 'kernel-drop' ? entry.lines : 0));
    assert.equal(probes + dropped, arrived());
    assert.equal(
      said.reduce((sum, lines) => sum + lines, 0),
      dropped,
    );
    assert.ok(dropped > 0, 'the ring never was full');
  }),
);

e2e('who scans while the kernel drops packets is named', () =>
  watching({ config: { ...config, tcp: { mode: 'stealth', ports: '1-100' } } }, async stage => {
    const { attacker, host } = stage.hosts;
    overwhelm(stage);
    // What comes while the ring is still full is dropped too: whoever scans goes on.
    await until(() => {
      attacker.run(['nmap', '-n', '-Pn', '-sS', '--max-retries', '0', '-p', '1-50', host.ipv4], 'any');
      return stage
        .entries()
        .some(entry => entry.verb === 'scan' && formatAddress(entry.source) === attacker.ipv4);
    }, 'the scan');
    assert.ok(((await stage.finish())['dropped'] ?? 0) > 0, 'the ring never was full');
  }),
);
