import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, blockKinds } from '../../src/detect/kept/blocks.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { decodeHead, decodeState, encodeState, largestHead, largestState } from '../../src/state/format.ts';
import { datagram } from '../detect/helpers.ts';
import { sized } from '../support/long.ts';
import { stateBytes } from './bytes.ts';

const parts = { boot: 'x', saved: 7, held: [{ ports: '22' }] };
const faultOf = (bytes: Buffer): string => {
  const found = decodeState(bytes);
  return 'fault' in found ? found.fault : 'none';
};
const known = (sources: number): Block[] => {
  const tracker = createTracker(Math.max(4, sources));
  for (let host = 0; host < sources; host++)
    tracker.touch(datagram({ source: [0, 0, 0xffff, host] }), { handshake: 1, packet: 4, window: 600_000 });
  return [...tracker.blocks()];
};
const summed = (body: string, version = 2): Buffer =>
  Buffer.from(`portjail-state ${version} ${createHash('sha256').update(body).digest('hex')}\n${body}`);

test('decodeState() gives back what encodeState() was given, parts of a later version too', () => {
  for (const given of [parts, { ...parts, more: 'AA==' }]) {
    const found = decodeState(stateBytes(given, known(3)));
    assert.ok('remembered' in found, JSON.stringify(found));
    assert.deepEqual(found.parts, given);
    assert.equal(found.remembered.tracker?.sources, 3);
  }
});

test('decodeState() takes a state of version 1, which knows no sources', () => {
  const found = decodeState(summed(`${JSON.stringify(parts)}\n`, 1));
  assert.ok('remembered' in found, JSON.stringify(found));
  assert.deepEqual([found.parts, found.remembered.tracker], [parts, undefined]);
  assert.equal(faultOf(Buffer.concat([summed('{}\n', 1), Buffer.from('x')])), 'is damaged');
});

test('decodeState() takes no damaged bytes, wherever they were cut or changed', () => {
  const whole = stateBytes(parts, known(3));
  for (let length = 0; length < whole.length; length++)
    assert.notEqual(faultOf(whole.subarray(0, length)), 'none', String(length));
  assert.equal(faultOf(Buffer.concat([whole, Buffer.from('x')])), 'is damaged');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 3 }), (at, more) => {
      const changed = Buffer.from(whole);
      changed.set(more.subarray(0, whole.length - at), at);
      if (!changed.equals(whole)) assert.notEqual(faultOf(changed), 'none', changed.toString('hex'));
    }),
    { numRuns: sized(1_000, 100_000) },
  );
});

test('decodeState() says what is wrong', () => {
  assert.equal(faultOf(Buffer.from('')), 'is no state of portjail');
  assert.equal(faultOf(Buffer.from('{"boot":"x"}')), 'is no state of portjail');
  const later = stateBytes(parts).toString('latin1').replace('state 2 ', 'state 3 ');
  assert.equal(faultOf(Buffer.from(later, 'latin1')), 'is of version 3, and this portjail reads 2');
  assert.equal(faultOf(summed('[1]\n')), 'is damaged', 'a sum that is right, of what is no record');
  const odd = [
    { kind: 99, bytes: Buffer.from('x') },
    { kind: blockKinds.sources, bytes: Buffer.from('x') },
  ];
  for (const block of odd) {
    assert.equal(faultOf(stateBytes(parts, [block])), 'is damaged');
    assert.equal(faultOf(stateBytes(parts, [...known(3), block])), 'is damaged');
  }
  assert.equal(faultOf(stateBytes(parts, known(3).slice(1))), 'is damaged', 'sources of no tracker');
});

test('decodeState() takes no more memory for many small blocks or records than for few', () => {
  const [head = assert.fail(), sources = assert.fail()] = known(2_000);
  assert.equal(sources.kind, blockKinds.sources);
  const times = (count: number, block: Block): Block[] => [
    head,
    ...Array.from({ length: count }, () => block),
  ];
  const trace = { kind: blockKinds.traces, bytes: Buffer.from('0080170001020304', 'hex') };
  const faults = [times(2, sources), times(100, sources), times(9, trace), times(5_000, trace)].map(blocks =>
    faultOf(stateBytes(parts, blocks)),
  );
  assert.deepEqual(faults, ['none', 'is damaged', 'none', 'is damaged']);
});

test('encodeState() ends before the file is too large, with what is worth most', () => {
  const block = { kind: blockKinds.traces, bytes: new Uint8Array(20 * 1_600) };
  function* endless() {
    yield* known(3);
    for (;;) yield block;
  }
  const bytes = stateBytes(parts, endless());
  assert.ok(bytes.length <= largestState && bytes.length > largestState - 40_000, String(bytes.length));
  const found = decodeState(bytes);
  assert.ok('remembered' in found && found.remembered.tracker?.sources === 3);
  assert.throws(() => [...encodeState({ held: 'x'.repeat(largestHead) }, [])], RangeError);
});

test('decodeHead() needs no more than the head', () => {
  const whole = stateBytes(parts, known(3));
  const head = decodeHead(whole);
  assert.ok('size' in head);
  assert.deepEqual(decodeHead(whole.subarray(0, head.size)), head);
  assert.deepEqual(decodeHead(whole.subarray(0, head.size - 1)), { fault: 'is damaged' });
});
