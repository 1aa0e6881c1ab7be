import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfFlags, kindOfPacket } from '../../src/capture/kind.ts';
import { createPacket } from '../../src/capture/packet.ts';

test('kindOfFlags() names the scans of nmap', () => {
  for (const [flags, kind] of [
    [0x02, 'syn'],
    [0xc2, 'syn'],
    [0x42, 'syn'],
    [0x01, 'fin'],
    [0x00, 'null'],
    [0x29, 'xmas'],
    [0x11, 'maimon'],
    [0x10, 'ack'],
    [-1, 'frag'],
    [0x03, 'odd'],
    [0xc0, 'odd'],
    [0x08, 'odd'],
    [0x20, 'odd'],
  ] as const) {
    assert.equal(kindOfFlags(flags), kind, `flags ${flags}`);
  }
});

test('kindOfFlags() takes no answer and no segment of a connection for a probe', () => {
  for (let flags = 0; flags < 256; flags++) {
    const isProbe = kindOfFlags(flags) !== undefined;
    const six = flags & 0x3f;
    assert.equal(isProbe, (flags & 0x14) === 0 || six === 0x10 || six === 0x11, `flags ${flags}`);
  }
});

test('kindOfPacket() calls a probe that hides behind headers odd, and an answer none all the same', () => {
  const kind = (protocol: 'tcp' | 'udp', flags: number) =>
    kindOfPacket({ ...createPacket(), protocol, flags, isDeep: true });
  assert.deepEqual(
    [kind('tcp', 2), kind('tcp', 0x10), kind('udp', -1), kind('tcp', -1)],
    Array(4).fill('odd'),
  );
  assert.deepEqual([kind('tcp', 0x12), kind('tcp', 0x04)], [undefined, undefined]);
});
