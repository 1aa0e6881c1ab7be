import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPcapngStream } from '../../../src/capture/file/pcapng-stream.ts';
import { unreadOf } from '../../../src/capture/file/tally.ts';
import { WorkError } from '../../../src/util/errors.ts';
import { sized } from '../../support/long.ts';
import { blank, ipv4 } from '../frames.ts';
import { block, enhanced, interfaceBlock, joined, section, simple } from '../pcapng-blocks.ts';

const raw = 101;
const ethernet = 1;
const macs = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
const framed = (packet: Uint8Array): Uint8Array => Uint8Array.from([...macs, ...packet]);

/** Feeds bytes in pieces of a size; what came out, what was said at the end, and what was not read. */
function parsed(bytes: Uint8Array, piece = bytes.length) {
  const packet = blank();
  const seen: [time: number, port: number][] = [];
  const stream = createPcapngStream(packet, () => seen.push([packet.time, packet.port]), 'it');
  for (let at = 0; at < bytes.length; at += piece) stream.feed(bytes.subarray(at, at + piece));
  return { seen, end: stream.end(), unread: unreadOf(stream.tally) };
}

/** Sections of both byte orders, two interfaces of other link types and resolutions, and a block that nobody knows. */
const both = [true, false].map(little => {
  const order = { little };
  const unknown = block(0x0bad_cafe, [1, 2, 3], Uint8Array.from([1, 2, 3]), order);
  return joined(
    section(order),
    interfaceBlock(order, raw),
    interfaceBlock(order, ethernet, { resolution: 9, offset: -1000 }),
    unknown,
    enhanced(order, 0, 1_795_000_000_123_456n, ipv4({ port: 1 })),
    enhanced(order, 1, 1_795_000_001_500_000_000n, framed(ipv4({ port: 2 }))),
    unknown,
  );
});
const expected = [
  [1_795_000_000_123.456, 1],
  [1_794_999_001_500, 2],
];

test('createPcapngStream() reads both byte orders, link types and resolutions, one section after the other', () => {
  for (const bytes of both) assert.deepEqual(parsed(bytes), { seen: expected, end: undefined, unread: [] });
  assert.deepEqual(parsed(joined(...both)).seen, [...expected, ...expected]);
});

test('createPcapngStream() reads the same from pieces of any size', () => {
  const bytes = joined(...both);
  for (let piece = 1; piece <= bytes.length; piece++)
    assert.deepEqual(
      parsed(bytes, piece),
      { seen: [...expected, ...expected], end: undefined, unread: [] },
      `pieces of ${piece}`,
    );
});

const order = { little: true };
const start = [section(order), interfaceBlock(order, raw, { snap: 60 })];

test('createPcapngStream() gives a packet without a time that of the one before it, with a word', () => {
  const bytes = joined(
    ...start,
    enhanced(order, 0, 5_000_000n, ipv4({ port: 1 })),
    simple(order, ipv4({ port: 2 })),
  );
  const { seen, unread } = parsed(bytes);
  assert.deepEqual(seen, [
    [5000, 1],
    [5000, 2],
  ]);
  assert.deepEqual(unread, ['packets without a time: 1, which count as of the packet before them']);
});

test('createPcapngStream() cuts a simple packet where its interface does', () => {
  const long = ipv4({ port: 2, size: 500 });
  const { seen } = parsed(joined(...start, simple(order, long.subarray(0, 60), long.length)));
  assert.deepEqual(seen, [[0, 2]]);
});

test('createPcapngStream() reads the resolutions that are powers of 2 and whole seconds', () => {
  const at = (resolution: number, units: bigint) =>
    parsed(
      joined(
        section(order),
        interfaceBlock(order, raw, { resolution }),
        enhanced(order, 0, units, ipv4({ port: 1 })),
      ),
    ).seen;
  assert.deepEqual(at(0x80 | 10, 1024n * 1000n + 512n), [[1_000_500, 1]]);
  assert.deepEqual(at(0, 1000n), [[1_000_000, 1]]);
  assert.deepEqual(at(3, 1234n), [[1234, 1]]);
});

test('createPcapngStream() counts the packets of a link type that it does not know, and reads the others', () => {
  const packets = [1, 0, 1].map(id => enhanced(order, id, 1_000_000n, ipv4({ port: 7 })));
  const { seen, unread } = parsed(joined(...start, interfaceBlock(order, 105), ...packets));
  assert.deepEqual(seen, [[1000, 7]]);
  assert.deepEqual(unread, ['2 of 3 packets not read, with link type 105, which is not known here']);
});

test('createPcapngStream() leaves out a packet that is cut off, with a word', () => {
  const bytes = joined(...start, enhanced(order, 0, 1n, ipv4({ port: 7 })));
  for (let cut = 1; cut < 72; cut++)
    assert.match(parsed(bytes.subarray(0, bytes.length - cut)).end ?? '', /ends within a packet/);
});

/** Changes one word of a block. */
function spoilt(bytes: Uint8Array, at: number, word: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, word, true);
  return copy;
}

test('createPcapngStream() refuses with a reason what contradicts itself', () => {
  const good = enhanced(order, 0, 1n, ipv4());
  const refused = (bytes: Uint8Array, reason: RegExp): void =>
    assert.throws(
      () => parsed(bytes),
      (error: unknown) => error instanceof WorkError && reason.test(error.message),
      String(reason),
    );
  refused(section(order).subarray(0, 11), /is no capture: it is cut off within its header/);
  refused(good, /does not begin with a section/);
  refused(spoilt(section(order), 8, 7), /does not say its byte order/);
  refused(joined(section(order), good), /of interface 0, which it does not describe/);
  refused(joined(...start, section(order), good), /of interface 0, which it does not describe/);
  refused(joined(...start, spoilt(good, 4, 13)), /a block claims 13 bytes/);
  refused(joined(...start, spoilt(good, 4, 8)), /a block claims 8 bytes/);
  refused(joined(...start, spoilt(good, 4, 2 ** 20 + 4)), /a block claims 1048580 bytes/);
  refused(joined(...start, spoilt(good, good.length - 4, 16)), /two lengths/);
  refused(joined(...start, spoilt(good, 8 + 12, 41)), /longer than its block/);
  refused(joined(...start, spoilt(good, 8 + 12, 262_145)), /claims 262145 bytes/);
  refused(joined(...start, spoilt(good, 8 + 4, 0xffff_ffff)), /not between 1970 and 2106/);
  refused(joined(...start, block(6, [0, 0, 0, 0], new Uint8Array(0), order)), /too short for its kind/);
  refused(joined(...start, simple(order, new Uint8Array(4), 5)), /longer than its block/);
});

test('createPcapngStream() throws nothing but WorkError, whatever the bytes', () => {
  const valid = joined(...both, ...start, simple(order, ipv4()));
  const hits = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 });
  const property = fc.property(hits, fc.uint8Array({ maxLength: 60 }), (changes, more) => {
    const bytes = Uint8Array.from([...valid, ...more]);
    for (const [at, value] of changes) bytes[at] = value;
    try {
      for (const [time] of parsed(bytes, 64).seen) assert.doesNotThrow(() => new Date(time).toISOString());
    } catch (error) {
      assert.ok(error instanceof WorkError, String(error));
    }
  });
  fc.assert(property, { numRuns: sized(3_000, 200_000) });
});

test('createPcapngStream() equals what was written, whatever the packets and their pieces', () => {
  const written = fc.record({
    little: fc.boolean(),
    packets: fc.array(fc.tuple(fc.nat(1), fc.nat(2 ** 31 - 1), fc.integer({ min: 1, max: 65_535 })), {
      maxLength: 5,
    }),
    piece: fc.integer({ min: 1, max: 200 }),
  });
  const property = fc.property(written, ({ little, packets, piece }) => {
    const blocks = packets.map(([id, seconds, port]) =>
      enhanced(
        { little },
        id,
        BigInt(seconds) * 1_000_000n,
        id === 0 ? ipv4({ port }) : framed(ipv4({ port })),
      ),
    );
    const interfaces = [raw, ethernet].map(linkType => interfaceBlock({ little }, linkType));
    const { seen } = parsed(joined(section({ little }), ...interfaces, ...blocks), piece);
    assert.deepEqual(
      seen,
      packets.map(([, seconds, port]) => [seconds * 1000, port]),
    );
  });
  fc.assert(property, { numRuns: sized(300, 20_000) });
});
