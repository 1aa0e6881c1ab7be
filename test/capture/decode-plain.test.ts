import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeNetwork } from '../../src/capture/decode.ts';
import { decodePlain } from '../../src/capture/decode-plain.ts';
import { sized } from '../support/long.ts';
import { packets } from './arbitrary.ts';
import { blank, ipv4, ipv4Type, shown, viewOf } from './frames.ts';

/** What a packet of before has left behind must not show. */
function used() {
  const packet = blank();
  const [isDeep, isAnswer, protocol] = [true, true, 'udp'] as const;
  return Object.assign(packet, { isDeep, isAnswer, protocol, source: [1, 2, 3, 4], target: [5, 6, 7, 8] });
}

function plain(bytes: Uint8Array) {
  const packet = used();
  return decodePlain(viewOf(bytes), 0, bytes.length, packet) ? shown(packet) : undefined;
}

function long(bytes: Uint8Array) {
  const packet = used();
  return decodeNetwork(viewOf(bytes), ipv4Type, 0, bytes.length, packet) ? shown(packet) : undefined;
}

/** The same packet with a word of options that say nothing (RFC 791, 3.1), which the long way alone reads. */
function withOptions(bytes: Uint8Array): Uint8Array {
  const next = Uint8Array.from([...bytes.subarray(0, 20), 1, 1, 1, 1, ...bytes.subarray(20)]);
  next[0] = 0x46;
  const view = viewOf(next);
  view.setUint16(2, Math.min(65_535, view.getUint16(2) + 4));
  return next;
}

/** Brings most of them near what is plain: TCP with no options, whatever its lengths are. */
function straightened(bytes: Uint8Array): Uint8Array {
  const next = Uint8Array.from(bytes);
  for (const [at, byte] of [
    [0, 0x45],
    [6, 0x40],
    [9, 6],
  ] as const)
    next.fill(byte, at, at + 1);
  return next;
}

test('decodePlain() reads what the long way reads, and leaves nothing plain to it', () => {
  let [plainOnes, others] = [0, 0];
  const watch = { tcp: [[1, 1023] as const], udp: [[1, 1023] as const], late: [] };
  const near = packets(watch).filter(({ etherType }) => etherType === ipv4Type);
  fc.assert(
    fc.property(near, fc.boolean(), ({ bytes: any }, isStraight) => {
      const bytes = isStraight ? straightened(any) : any;
      const seen = plain(bytes);
      if (seen === undefined) others++;
      else plainOnes++;
      const isWhole = bytes.length >= 20 && (viewOf(bytes).getUint16(6) & 0x3fff) === 0;
      if (seen !== undefined) assert.deepEqual(long(withOptions(bytes)), seen);
      else if (bytes[0] === 0x45 && bytes[9] === 6 && isWhole) assert.equal(long(bytes), undefined);
    }),
    { numRuns: sized(5_000, 100_000) },
  );
  assert.ok(plainOnes > 500 && others > 500, `${plainOnes} and ${others}`);
});

test('decodePlain() touches nothing when a packet is not plain', () => {
  const shapes = [{ options: 1 }, { fragment: 0x2000 }, { fragment: 1 }, { protocol: 17 }, { size: 13 }];
  for (const shape of shapes) {
    const bytes = ipv4({ ...shape, padding: 18 });
    const packet = used();
    assert.equal(decodePlain(viewOf(bytes), 0, bytes.length, packet), false, JSON.stringify(shape));
    assert.deepEqual(packet, used(), JSON.stringify(shape));
  }
});
