import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPacket } from '../../../src/capture/packet.ts';
import { ring } from '../../../src/capture/ring/packet-socket.ts';
import { createReader } from '../../../src/capture/ring/ring-reader.ts';
import * as abi from '../../../src/sys/abi.ts';

/** A ring whose first blocks the kernel has handed over, with so many packets that are of no use to anybody. */
function ringOf(counts: readonly number[]): ArrayBuffer {
  const memory = new ArrayBuffer(ring.blocks * ring.blockSize);
  const view = new DataView(memory);
  for (const [i, count] of counts.entries()) {
    const start = i * ring.blockSize;
    view.setUint32(start + abi.tpacketBlock.status, abi.TP_STATUS_USER, true);
    view.setUint32(start + abi.tpacketBlock.packets, count, true);
    view.setUint32(start + abi.tpacketBlock.first, 64, true);
    for (let packet = 0; packet < count; packet++) view.setUint32(start + 64 + packet * 128, 128, true);
  }
  return memory;
}

const everything = { admits: () => true, refresh: () => {}, replace: () => {}, stop: () => {} };

test('createReader() says how many packets it has not read, and gives each block back once', () => {
  const reader = createReader(ringOf([3, 5, 7]), createPacket(), everything, () => {});
  assert.equal(reader.left(), 15);
  assert.equal(reader.readBlock(), 3);
  assert.equal(reader.left(), 12);
  assert.deepEqual([reader.readBlock(), reader.readBlock(), reader.readBlock()], [5, 7, -1]);
  assert.equal(reader.left(), 0);
});
