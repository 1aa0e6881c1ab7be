import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { buildWithin } from '../../src/capture/filter.ts';
import { readPcap } from '../../src/capture/pcap.ts';
import { createPcapStream } from '../../src/capture/pcap-stream.ts';
import { WorkError } from '../../src/util/errors.ts';
import { sized } from '../long.ts';
import { blank, ipv4 } from './frames.ts';

const raw = 101;
const form = { little: true, nano: false, linkType: raw };

/** A pcap of raw IP packets, one a second from 1000 s on, each half a second late. */
function pcap(packets: readonly Uint8Array[], { little, nano, linkType } = form): Uint8Array {
  const size = packets.reduce((sum, packet) => sum + 16 + packet.length, 24);
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(0, nano ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint32(20, linkType, little);
  let at = 24;
  packets.forEach((packet, i) => {
    const words = [1000 + i, nano ? 5e8 : 5e5, packet.length, packet.length];
    words.forEach((word, j) => {
      view.setUint32(at + 4 * j, word, little);
    });
    new Uint8Array(view.buffer).set(packet, at + 16);
    at += 16 + packet.length;
  });
  return new Uint8Array(view.buffer);
}

/** Feeds bytes in pieces of a size; what came out, and what was said at the end. */
function parsed(bytes: Uint8Array, piece = bytes.length) {
  const packet = blank();
  const seen: [time: number, port: number][] = [];
  const stream = createPcapStream(packet, () => seen.push([packet.time, packet.port]), 'it');
  for (let at = 0; at < bytes.length; at += piece) stream.feed(bytes.subarray(at, at + piece));
  return { seen, end: stream.end() };
}

const three = [1, 2, 3].map(port => ipv4({ port }));
const expected = [
  [1000_500, 1],
  [1001_500, 2],
  [1002_500, 3],
];

test('createPcapStream() reads both byte orders, microseconds and nanoseconds', () => {
  for (const little of [true, false]) {
    for (const nano of [true, false]) {
      assert.deepEqual(parsed(pcap(three, { little, nano, linkType: raw })), {
        seen: expected,
        end: undefined,
      });
    }
  }
});

test('createPcapStream() reads the same from pieces of any size', () => {
  const bytes = pcap(three);
  for (let piece = 1; piece <= bytes.length; piece++) {
    assert.deepEqual(parsed(bytes, piece), { seen: expected, end: undefined }, `pieces of ${piece}`);
  }
});

test('createPcapStream() leaves out a packet that is cut off, with a word', () => {
  const bytes = pcap(three);
  for (let cut = 1; cut < 56; cut++) {
    const { seen, end } = parsed(bytes.subarray(0, bytes.length - cut));
    assert.deepEqual(seen, expected.slice(0, 2));
    assert.match(end ?? '', /ends within a packet/);
  }
  assert.match(parsed(bytes.subarray(0, 23)).end ?? '', /no capture/);
});

test('createPcapStream() refuses with a reason what it cannot read', () => {
  const refused = (bytes: Uint8Array, reason: RegExp): void =>
    assert.throws(
      () => parsed(bytes),
      (error: unknown) => error instanceof WorkError && reason.test(error.message),
    );
  refused(
    Uint8Array.from({ length: 30 }, (_, i) => i),
    /no pcap file/,
  );
  refused(Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, ...new Array<number>(30).fill(0)]), /pcapng/);
  refused(pcap(three, { ...form, linkType: 105 }), /link type 105/);
  const damaged = pcap(three);
  damaged.fill(0xff, 24 + 8, 24 + 12);
  refused(damaged, /damaged/);
});

test('createPcapStream() throws nothing but WorkError, whatever follows the header', () => {
  const header = pcap([]);
  const property = fc.property(fc.uint8Array({ maxLength: 200 }), rest => {
    try {
      parsed(Uint8Array.from([...header, ...rest]), 50);
    } catch (error) {
      assert.ok(error instanceof WorkError);
    }
  });
  fc.assert(property, { numRuns: sized(5_000, 200_000) });
});

function fileWith(context: TestContext, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-pcap-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'some.pcap');
  writeFileSync(path, bytes);
  return path;
}

test('readPcap() reports what the filter matches and no more', async context => {
  const path = fileWith(context, pcap([...three, ipv4({ port: 2, flags: 0x12 }), ipv4({ port: 9 })]));
  const ports: number[] = [];
  const filter = buildWithin({ tcp: [[2, 3]], udp: [], late: [[2, 3]] });
  const source = readPcap(path, filter, packet => ports.push(packet.port));
  assert.equal(await source.done, undefined);
  assert.deepEqual(ports, [2, 3]);
});

test('readPcap() reports nothing after stop(), and says what it cannot read', async context => {
  const path = fileWith(context, pcap(three));
  const filter = buildWithin({ tcp: [[1, 9]], udp: [], late: [[1, 9]] });
  const ports: number[] = [];
  const source = readPcap(path, filter, packet => {
    ports.push(packet.port);
    source.stop();
  });
  assert.equal(await source.done, undefined);
  assert.deepEqual(ports, [1]);
  await assert.rejects(readPcap(`${path}.none`, filter, () => {}).done, /Cannot read .*ENOENT/);
});
