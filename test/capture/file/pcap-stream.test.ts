import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPcapStream } from '../../../src/capture/file/pcap-stream.ts';
import { WorkError } from '../../../src/util/errors.ts';
import { sized } from '../../support/long.ts';
import { form, pcap } from '../captures.ts';
import { blank, ipv4 } from '../frames.ts';

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
      assert.deepEqual(parsed(pcap(three, { little, nano, linkType: form.linkType })), {
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
});

test('createPcapStream() refuses with a reason what it cannot read', () => {
  const refused = (bytes: Uint8Array, reason: RegExp): void =>
    assert.throws(
      () => parsed(bytes),
      (error: unknown) => error instanceof WorkError && reason.test(error.message),
    );
  refused(
    Uint8Array.from({ length: 30 }, (_, i) => i),
    /neither a pcap nor a pcapng file/,
  );
  refused(pcap(three).subarray(0, 23), /is no capture: it is cut off within its header/);
  refused(new Uint8Array(0), /is no capture/);
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
