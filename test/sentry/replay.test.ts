import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kept, type Probe } from '../../src/probe.ts';
import { replay } from '../../src/sentry/replay.ts';
import { pcap } from '../capture/captures.ts';
import { ipv4 } from '../capture/frames.ts';
import { configWith } from '../jails/fixtures.ts';

/** What a replay of these packets reports, as it is lent and as it is kept. */
async function reported(packets: readonly Uint8Array[]) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-test-'));
  const file = join(folder, 'capture');
  writeFileSync(file, pcap(packets));
  const config = configWith();
  const tcp = { ...config.tcp, mode: 'stealth', ports: '23,80', decoys: '2222' } as const;
  const [lent, probes]: [Set<Probe>, Probe[]] = [new Set(), []];
  const probe = (each: Probe): void => {
    lent.add(each);
    probes.push(kept(each));
  };
  await replay(file, { ...config, tcp }, { probe, answer: () => {} });
  rmSync(folder, { recursive: true });
  return { lent, probes };
}

const [ACK, FIN] = [0x10, 0x01];

test('replay() takes a bare ACK or FIN+ACK to a decoy for no probe, as the live sentry does', async () => {
  const late = [ACK, ACK | FIN].flatMap(flags => [2222, 23].map(port => ipv4({ port, flags })));
  const { probes } = await reported([...late, ipv4({ port: 2222 })]);
  assert.deepEqual(
    probes.map(({ port, kind }) => `${port} ${kind}`),
    ['23 ack', '23 maimon', '2222 syn'],
  );
});

test('replay() takes the segments of a conversation that a packet has opened for no probes', async () => {
  const one = { port: 80, sourcePort: 5000 };
  const packets = [ipv4(one), ipv4({ ...one, flags: ACK }), ipv4({ ...one, sourcePort: 5001, flags: ACK })];
  const { probes } = await reported(packets);
  assert.deepEqual(
    probes.map(({ sourcePort, kind }) => `${sourcePort} ${kind}`),
    ['5000 syn', '5001 ack'],
  );
});

test('replay() lends one probe, written anew for each packet', async () => {
  const { lent, probes } = await reported([1, 2, 3].map(i => ipv4({ port: 23, sourcePort: i })));
  assert.equal(lent.size, 1);
  assert.deepEqual(
    probes.map(({ time, sourcePort }) => [time, sourcePort]),
    [1, 2, 3].map((i, at) => [1_000_500 + at * 1000, i]),
  );
});
