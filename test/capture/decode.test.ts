import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeNetwork } from '../../src/capture/decode.ts';
import { linkDecoder } from '../../src/capture/link.ts';
import { sized } from '../support/long.ts';
import { dnsMessage, ntpMessage, record, toQuestion } from './answer/messages.ts';
import { blank, ipv4, ipv4Type, ipv6, ipv6Type, shown, viewOf } from './frames.ts';

function decoded(bytes: Uint8Array, etherType: number) {
  const packet = blank();
  return decodeNetwork(viewOf(bytes), etherType, 0, bytes.length, packet) ? shown(packet) : undefined;
}
const decoded4 = (bytes: Uint8Array) => decoded(bytes, ipv4Type);
const decoded6 = (bytes: Uint8Array) => decoded(bytes, ipv6Type);

test('decodeNetwork() reads addresses, ports and flags of both families', () => {
  const link = { interfaceIndex: 0, toUs: true, leaves: false, vlan: 0 };
  const rest = { ...link, time: 0, protocol: 'tcp', sourcePort: 40000, isDeep: false, isAnswer: false };
  const addresses4 = { source: '192.0.2.1', target: '198.51.100.7' };
  const addresses6 = { source: '2001:db8::1', target: '2001:db8::7' };
  assert.deepEqual(decoded4(ipv4()), { ...rest, ...addresses4, port: 23, flags: 2 });
  assert.deepEqual(decoded6(ipv6({ flags: 0x29 })), { ...rest, ...addresses6, port: 23, flags: 0x29 });
  const udp = { ...rest, protocol: 'udp', port: 53, flags: -1 };
  assert.deepEqual(decoded4(ipv4({ protocol: 17, port: 53 })), { ...udp, ...addresses4 });
  assert.deepEqual(decoded6(ipv6({ protocol: 17, port: 53 })), { ...udp, ...addresses6 });
});

test('decodeNetwork() finds the ports behind IPv4 options and IPv6 extension headers', () => {
  assert.equal(decoded4(ipv4({ options: 10, port: 80 }))?.port, 80);
  for (const kind of [0, 43, 60]) {
    assert.equal(decoded6(ipv6({ chain: [{ kind, length: 2 }], port: 80 }))?.port, 80, `kind ${kind}`);
  }
  const long = Array.from({ length: 16 }, () => ({ kind: 60, length: 0 }));
  assert.equal(decoded6(ipv6({ chain: long, port: 80 }))?.port, 80);
});

test('decodeNetwork() walks every chain of extension headers to its end, and says when it is one to hide behind', () => {
  for (const [count, isDeep] of [
    [16, false],
    [17, true],
    [150, true],
  ] as const) {
    const chain = Array.from({ length: count }, () => ({ kind: 60, length: 0 }));
    const { port, flags, ...rest } = decoded6(ipv6({ chain, port: 80 })) ?? assert.fail(`${count}`);
    assert.deepEqual([port, flags, rest.isDeep], [80, 2, isDeep], `${count}`);
  }
  const again = blank();
  const decode = (bytes: Uint8Array, type: number) =>
    decodeNetwork(viewOf(bytes), type, 0, bytes.length, again);
  assert.ok(decode(ipv6({ chain: Array.from({ length: 20 }, () => ({ kind: 60, length: 0 })) }), ipv6Type));
  assert.ok(decode(ipv4(), ipv4Type) && !again.isDeep, 'the next packet is another one');
});

test('decodeNetwork() takes an atomic fragment for a whole packet, RFC 6946', () => {
  assert.equal(decoded6(ipv6({ chain: [{ kind: 44, length: 0, word: 0 }] }))?.flags, 2);
});

test('decodeNetwork() does not know the flags of an 8-byte fragment, padded or not', () => {
  for (const padding of [0, 18]) {
    assert.equal(decoded4(ipv4({ fragment: 0x2000, size: 8, padding }))?.flags, -1);
    const chain = [{ kind: 44, length: 0, word: 1 }];
    assert.equal(decoded6(ipv6({ chain, size: 8, padding }))?.flags, -1);
  }
  assert.equal(decoded4(ipv4({ fragment: 0x2000, size: 24 }))?.flags, 2, 'nmap --mtu 24');
});

test('decodeNetwork() tells whole answers of DNS and NTP from other datagrams', () => {
  const dns = { protocol: 17, sourcePort: 53, payload: dnsMessage() };
  const ntp = { protocol: 17, sourcePort: 123, payload: ntpMessage() };
  const chain = [{ kind: 60, length: 2 }];
  for (const shape of [dns, ntp]) {
    assert.equal(decoded4(ipv4({ ...shape, padding: 5 }))?.isAnswer, true);
    assert.equal(decoded4(ipv4({ ...shape, options: 3 }))?.isAnswer, true);
    assert.equal(decoded6(ipv6({ ...shape, chain }))?.isAnswer, true);
    assert.equal(decoded4(ipv4({ ...shape, sourcePort: 5353 }))?.isAnswer, false);
    assert.equal(decoded4(ipv4({ ...shape, protocol: 6 }))?.isAnswer, false);
    assert.equal(decoded4(ipv4({ ...shape, payload: shape.payload.slice(0, 12) }))?.isAnswer, false);
  }
});

test('decodeNetwork() believes no datagram whose own length is another than that of its packet', () => {
  const long = record(toQuestion, new Array<number>(100).fill(1));
  const payload = dnsMessage({ records: [long, long] });
  const answer = { protocol: 17, sourcePort: 53, payload };
  const withLength = (bytes: Uint8Array, length: number): Uint8Array => {
    viewOf(bytes).setUint16(24, length);
    return bytes;
  };
  const says = (bytes: Uint8Array): boolean | undefined => decoded4(bytes)?.isAnswer;
  const real = payload.length + 8;
  for (const [length, expected] of [
    [real - 1, false],
    [real, true],
    [real + 1, false],
    [0, false],
    [65_535, false],
  ] as const)
    assert.equal(says(withLength(ipv4(answer), length)), expected, `${length} of ${real}`);
  // Captured in part, so that nothing but the two lengths says where it ends.
  const part = (length: number): Uint8Array => withLength(ipv4(answer), length).slice(0, 90);
  for (const [length, expected] of [
    [real, true],
    [real + 1, false],
    [real - 1, false],
  ] as const)
    assert.equal(says(part(length)), expected, `${length} of ${real}, in part`);
  // The first fragment of a long one: the rest is somewhere else.
  const first = { ...answer, fragment: 0x2000, payload: payload.slice(0, 80) };
  for (const [length, expected] of [
    [real, true],
    [88, false],
    [60, false],
  ] as const)
    assert.equal(says(withLength(ipv4(first), length)), expected, `${length} of ${real}, a fragment`);
});

test('decodeNetwork() refuses later fragments, other protocols and what is cut short', () => {
  assert.equal(decoded4(ipv4({ fragment: 1 })), undefined);
  assert.equal(decoded4(ipv4({ fragment: 0x2001 })), undefined);
  assert.equal(decoded6(ipv6({ chain: [{ kind: 44, length: 0, word: 8 }] })), undefined);
  assert.equal(decoded4(ipv4({ protocol: 1 })), undefined);
  assert.equal(decoded6(ipv6({ protocol: 58 })), undefined);
  assert.equal(decoded4(ipv4({ size: 13 })), undefined);
  assert.equal(decoded4(ipv4({ size: 8, padding: 18 })), undefined, 'padding is no header');
  assert.equal(decoded4(ipv4({ protocol: 17, size: 7, padding: 18 })), undefined);
  assert.equal(decoded4(ipv6()), undefined, 'the version must be that of the EtherType');
  assert.equal(decoded6(ipv4()), undefined);
});

test('decodeNetwork() never needs more than the transport header, and always the flags', () => {
  for (const [bytes, etherType] of [[ipv4(), ipv4Type] as const, [ipv6(), ipv6Type] as const]) {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const isThere = decoded(bytes.slice(0, cut), etherType) !== undefined;
      assert.equal(isThere, cut >= bytes.length - 6, `${cut} bytes`);
    }
  }
});

test('decodeNetwork() and every link decoder throw for no bytes at all', () => {
  const links = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276].map(type => linkDecoder(type));
  const starts = fc.constantFrom(0x45, 0x4f, 0x60, 0);
  const bytes = fc.tuple(starts, fc.uint8Array({ maxLength: 120 })).map(([first, rest]) => {
    const all = Uint8Array.from([first, ...rest]);
    if (rest.length > 9) all[first === 0x60 ? 6 : 9] = [6, 17, 0, 44, 60][(rest[9] ?? 0) % 5] ?? 6;
    return all;
  });
  const packet = blank();
  const property = fc.property(bytes, all => {
    for (const etherType of [ipv4Type, ipv6Type])
      decodeNetwork(viewOf(all), etherType, 0, all.length, packet);
    for (const decode of links) decode?.(viewOf(all), 0, all.length, packet);
  });
  fc.assert(property, { numRuns: sized(100_000, 5_000_000) });
});
