import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Watch } from '../../../src/capture/filter/watch.ts';
import { until } from '../../support/until.ts';
import { countArrivals } from '../hosts/arrivals.ts';
import { e2e } from '../hosts/require.ts';
import { attackerAddress, type Hosts, hostAddress, ip } from './hosts.ts';
import { hostMac, hostsFor, startWatcher, type Watcher } from './seen.ts';

const streamSend = fileURLToPath(new URL('../packets/stream-send.js', import.meta.url));

/** Puts another filter in the place of the one in force, and resolves when that is done. */
async function changeFilter(hosts: Hosts, seen: Watcher, maker: string, watch: Watch): Promise<void> {
  const before = tcpdumps(hosts);
  const replaced = (): number => seen.lines.filter(line => line === 'replaced').length;
  const count = replaced();
  seen.say(JSON.stringify(watch));
  await seen.until(() => replaced() > count, 'another filter');
  if (maker === 'ring') return;
  // A child with the new filter takes over from the one before.
  const alone = (pids: readonly string[]): boolean => pids.length === 1 && !before.includes(pids[0] ?? '');
  await until(() => alone(tcpdumps(hosts)), 'the new child alone');
}

const tcpdumps = (hosts: Hosts): string[] =>
  (ip('netns', 'pids', hosts.host).match(/\d+/g) ?? []).filter(pid => nameOf(pid) === 'tcpdump');

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    // It has ended since.
    return '';
  }
}

for (const [maker, changes] of [
  ['ring', 40],
  ['tcpdump', 3],
] as const)
  e2e(
    `${maker} accounts for every packet and doubles none when the filter changes under traffic`,
    async context => {
      const hosts = hostsFor(context);
      const watch = (extra: number): Watch => ({ tcp: [[77, 77]], udp: [[extra, extra]], late: [] });
      const seen = await startWatcher(hosts, maker, watch(100));
      const arrived = countArrivals((...command) => hosts.on(hosts.host, ...command), 77);
      const stream = hosts.start(
        hosts.attacker,
        ...[process.execPath, streamSend, hostMac(hosts), attackerAddress, hostAddress, '77'],
      );
      let said = '';
      stream.stdout.on('data', data => {
        said += String(data);
      });
      await until(() => said.includes('sending'), 'the stream');
      for (let i = 0; i < changes; i++) await changeFilter(hosts, seen, maker, watch(101 + i));
      stream.kill('SIGTERM');
      const sent = await until(() => /sent (\d+)/.exec(said)?.[1] ?? false, 'its end');
      const ports = (): number[] =>
        seen.lines.filter(line => line.startsWith('tcp syn 77 ')).map(line => Number(line.split(' ')[3]));
      await until(
        async () => ports().length + (await seen.dropped()) === arrived(),
        () => `${arrived()} of ${sent} packets, ${ports().length} of them seen, ${seen.lines.at(-1)}`,
      );
      await seen.end();
      // Each source port follows the one before, and begins anew behind the last one there is.
      const rounds = Math.ceil(Number(sent) / 0xffff);
      const often = new Map<number, number>();
      for (const port of ports()) often.set(port, (often.get(port) ?? 0) + 1);
      assert.ok(Math.max(...often.values()) <= rounds, 'a packet twice');
    },
  );
