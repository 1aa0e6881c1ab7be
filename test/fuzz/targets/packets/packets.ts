import assert from 'node:assert/strict';
import { kindOfPacket } from '../../../../src/capture/kind.ts';
import { linkDecoder } from '../../../../src/capture/link.ts';
import { createPacket, type Packet } from '../../../../src/capture/packet.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';
import { framesIn } from './frames.ts';

/** An input is the link type of a frame, in two bytes, and the frame. */
export const packets: Target = {
  sources: [
    'capture/link.ts',
    'capture/decode.ts',
    'capture/kind.ts',
    'capture/ppp.ts',
    'capture/answer/answer.ts',
    'capture/answer/dns.ts',
    'capture/answer/ntp.ts',
  ],
  corpus: [...corpusOf('packets'), ...framesIn('test/traces')],
  words: wordsOf('packets.hex'),
  take: input => {
    if (input.length < 2) return;
    const decode = linkDecoder(input.readUInt16BE(0));
    if (decode === undefined) return;
    const frame = input.subarray(2);
    const [one, other] = [createPacket(), createPacket()];
    const isOne = decode(...within(frame, 0x00), one);
    assert.equal(decode(...within(frame, 0xff), other), isOne, 'what stands behind the frame counts');
    if (!isOne) return;
    assert.deepEqual(one, other, 'what stands behind the frame counts');
    mustStandIn(frame, one);
    kindOfPacket(one);
  },
};

/** The frame in the midst of other bytes, as in a ring that many packets share. */
function within(frame: Uint8Array, filler: number): [bytes: DataView, start: number, end: number] {
  const bytes = Buffer.alloc(frame.length + 128, filler);
  bytes.set(frame, 64);
  return [new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 64, 64 + frame.length];
}

/** Nothing is made up: addresses and ports are bytes of the frame. */
function mustStandIn(frame: Buffer, { source, target, sourcePort, port }: Packet): void {
  for (const address of [source, target])
    assert.ok(frame.includes(bytesOf(address)), `${address.join(' ')} is not in the frame`);
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(sourcePort);
  ports.writeUInt16BE(port, 2);
  assert.ok(frame.includes(ports), `${sourcePort} and ${port} are not in the frame`);
}

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(16);
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at);
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? bytes.subarray(12) : bytes;
}
