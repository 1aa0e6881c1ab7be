import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkDecoder } from '../../src/capture/link.ts';
import { blank, ipv4, ipv6, viewOf } from './frames.ts';

function decoded(linkType: number, header: readonly number[], body: Uint8Array = ipv4()) {
  const packet = blank();
  const bytes = Uint8Array.from([...header, ...body]);
  const isDecoded = linkDecoder(linkType)?.(viewOf(bytes), 0, bytes.length, packet);
  return isDecoded === true ? packet : undefined;
}

const macs = (first: number): number[] => [first, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];

test('linkDecoder() reads Ethernet, with one tag, two or none', () => {
  assert.equal(decoded(1, [...macs(2), 8, 0])?.port, 23);
  assert.equal(decoded(1, [...macs(2), 0x86, 0xdd], ipv6())?.port, 23);
  assert.equal(decoded(1, [...macs(2), 8, 0])?.vlan, 0);
  assert.equal(decoded(1, [...macs(2), 0x81, 0, 0x60, 7, 8, 0])?.vlan, 7);
  assert.equal(decoded(1, [...macs(2), 0x88, 0xa8, 0, 9, 0x81, 0, 0, 7, 8, 0])?.vlan, 9);
  assert.equal(decoded(1, [...macs(2), 0x81, 0, 0x60, 0, 8, 0])?.vlan, 0, 'a priority tag');
  assert.equal(decoded(1, [...macs(2), 8, 6]), undefined, 'ARP');
});

const pppoe = (code: number, ...protocol: readonly number[]): number[] => [
  0x11,
  code,
  0,
  1,
  0,
  42,
  ...protocol,
];

test('linkDecoder() reads the IP packets of a PPPoE session, behind tags or without', () => {
  const ethernet = [...macs(2), 0x88, 0x64];
  assert.equal(decoded(1, [...ethernet, ...pppoe(0, 0, 0x21)])?.port, 23);
  assert.equal(decoded(1, [...ethernet, ...pppoe(0, 0, 0x57)], ipv6())?.port, 23);
  assert.equal(decoded(1, [...macs(2), 0x81, 0, 0, 7, 0x88, 0x64, ...pppoe(0, 0, 0x21)])?.vlan, 7);
  assert.equal(decoded(51, pppoe(0, 0, 0x21))?.port, 23);
  assert.equal(decoded(1, [...ethernet, ...pppoe(0, 0xc0, 0x21)]), undefined, 'the line itself (LCP)');
  assert.equal(decoded(1, [...ethernet, ...pppoe(0xa7, 0, 0x21)]), undefined, 'the end of a session');
  for (let length = 0; length < 8; length++)
    assert.equal(decoded(51, pppoe(0, 0, 0x21).slice(0, length), new Uint8Array(0)), undefined);
});

test('linkDecoder() does not look into PPPoE where the interface of PPP shows the same packet', () => {
  const cooked = [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 2, 0, 0, 0x88, 0x64];
  assert.equal(decoded(113, [...cooked, ...pppoe(0, 0, 0x21)]), undefined);
});

test('linkDecoder() reads PPP, framed as HDLC or not, with a protocol of one byte or two', () => {
  for (const type of [9, 50]) {
    assert.equal(decoded(type, [0xff, 0x03, 0, 0x21])?.port, 23);
    assert.equal(decoded(type, [0, 0x21])?.port, 23);
    assert.equal(decoded(type, [0x21])?.port, 23);
    assert.equal(decoded(type, [0x57], ipv6())?.port, 23);
    assert.equal(decoded(type, [0xff, 0x03], new Uint8Array(0)), undefined);
  }
});

test('linkDecoder() says whether the frame was for one host', () => {
  assert.equal(decoded(1, [...macs(2), 8, 0])?.toUs, true);
  assert.equal(decoded(1, [...macs(0xff), 8, 0])?.toUs, false);
  assert.equal(decoded(1, [...macs(0x33), 8, 0])?.toUs, false);
});

test('linkDecoder() reads raw IP of either version', () => {
  for (const type of [12, 14, 101]) {
    assert.equal(decoded(type, [])?.port, 23);
    assert.equal(decoded(type, [], ipv6())?.port, 23);
  }
});

test('linkDecoder() reads loopback headers in both byte orders', () => {
  for (const type of [0, 108]) {
    assert.equal(decoded(type, [2, 0, 0, 0])?.port, 23);
    assert.equal(decoded(type, [0, 0, 0, 2])?.port, 23);
    for (const family of [10, 24, 28, 30]) {
      assert.equal(decoded(type, [family, 0, 0, 0], ipv6())?.port, 23);
      assert.equal(decoded(type, [0, 0, 0, family], ipv6())?.port, 23);
    }
    assert.equal(decoded(type, [7, 0, 0, 0]), undefined);
  }
});

test('linkDecoder() reads both of the cooked forms of Linux', () => {
  const cooked = (packetType: number) => [0, packetType, 0, 1, 0, 6, 2, 0, 0, 0, 0, 2, 0, 0, 8, 0];
  assert.deepEqual(
    [0, 1, 3, 4].map(type => decoded(113, cooked(type))?.toUs),
    [true, false, false, false],
  );
  const cooked2 = (packetType: number) => [
    8,
    0,
    0,
    0,
    0,
    0,
    1,
    2,
    0,
    1,
    packetType,
    6,
    2,
    0,
    0,
    0,
    0,
    2,
    0,
    0,
  ];
  assert.deepEqual(
    [0, 1, 3, 4].map(type => decoded(276, cooked2(type))?.toUs),
    [true, false, false, false],
  );
  assert.equal(decoded(276, cooked2(0))?.interfaceIndex, 258);
});

test('linkDecoder() has none for a link type without IP', () => {
  assert.equal(linkDecoder(105), undefined);
});
