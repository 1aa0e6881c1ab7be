import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readCapture } from '../../../src/capture/file/capture-file.ts';
import { buildWithin } from '../../../src/capture/filter/filter.ts';
import { pcap } from '../captures.ts';
import { ipv4 } from '../frames.ts';
import { enhanced, interfaceBlock, joined, section } from '../pcapng-blocks.ts';

const three = [1, 2, 3].map(port => ipv4({ port }));

function fileWith(context: TestContext, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-pcap-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'some.pcap');
  writeFileSync(path, bytes);
  return path;
}

test('readCapture() reports what the filter matches and no more', async context => {
  const path = fileWith(context, pcap([...three, ipv4({ port: 2, flags: 0x12 }), ipv4({ port: 9 })]));
  const ports: number[] = [];
  const filter = buildWithin({ tcp: [[2, 3]], udp: [], late: [[2, 3]] });
  const source = readCapture(path, filter, packet => ports.push(packet.port));
  assert.equal((await source.done).warning, undefined);
  assert.deepEqual(ports, [2, 3]);
});

test('readCapture() reports nothing after stop(), and says what it cannot read', async context => {
  const path = fileWith(context, pcap(three));
  const filter = buildWithin({ tcp: [[1, 9]], udp: [], late: [[1, 9]] });
  const ports: number[] = [];
  const source = readCapture(path, filter, packet => {
    ports.push(packet.port);
    source.stop();
  });
  assert.equal((await source.done).warning, undefined);
  assert.deepEqual(ports, [1]);
  await assert.rejects(readCapture(`${path}.none`, filter, () => {}).done, /Cannot read .*ENOENT/);
});

const all = buildWithin({ tcp: [[1, 9]], udp: [], late: [[1, 9]] });

/** The ports that a file shows, and what was said at its end. */
async function read(context: TestContext, bytes: Uint8Array) {
  const ports: number[] = [];
  const end = await readCapture(fileWith(context, bytes), all, packet => ports.push(packet.port)).done;
  return { ports, ...end };
}

const order = { little: true };
const ng = joined(
  section(order),
  interfaceBlock(order, 101),
  ...three.map(packet => enhanced(order, 0, 1_000_000n, packet)),
);

test('readCapture() tells pcap from pcapng by itself, packed with gzip or not', async context => {
  for (const bytes of [pcap(three), ng])
    for (const file of [bytes, gzipSync(bytes)]) {
      const { ports, warning, tally } = await read(context, file);
      assert.deepEqual([ports, warning, tally.read], [[1, 2, 3], undefined, 3]);
    }
});

test('readCapture() reads a packed file whose end is missing up to there, with a word', async context => {
  const many = Array.from({ length: 20_000 }, (_, i) => ipv4({ port: 1 + (i % 9), sourcePort: i }));
  const packed = gzipSync(pcap(many), { level: 1 });
  const { ports, warning } = await read(context, packed.subarray(0, packed.length - 9));
  assert.ok(ports.length > 1000, `${ports.length}`);
  assert.match(warning ?? '', /ends within a packet/);
});

test('readCapture() takes what is no capture at all for none, whatever it is packed in', async context => {
  const refused = async (bytes: Uint8Array, reason: RegExp): Promise<void> => {
    for (const file of [bytes, gzipSync(bytes)])
      await assert.rejects(read(context, file), { name: 'WorkError', message: reason });
  };
  await refused(new Uint8Array(0), /is no capture: it is cut off within its header/);
  await refused(pcap(three).subarray(0, 3), /is no capture/);
  await refused(pcap(three).subarray(0, 6), /is no capture/);
  await refused(ng.subarray(0, 20), /is no capture/);
  await refused(
    Buffer.from('Nov 29 01:00:00 some text that is no capture'),
    /neither a pcap nor a pcapng file/,
  );
  await assert.rejects(read(context, Uint8Array.from([0x1f, 0x8b, 1, 2, 3])), { name: 'WorkError' });
});
