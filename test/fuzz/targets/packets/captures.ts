import assert from 'node:assert/strict';
import { createCaptureStream } from '../../../../src/capture/file/capture-stream.ts';
import { isUnreadable, unreadOf } from '../../../../src/capture/file/tally.ts';
import { createPacket } from '../../../../src/capture/packet.ts';
import { WorkError } from '../../../../src/util/errors.ts';
import { corpusOf, inputsIn, type Target, wordsOf } from '../../engine/target.ts';

/** Bytes of a capture that are used: its first packets. */
const enough = 1500;

export const captures: Target = {
  sources: [
    'capture/file/capture-stream.ts',
    'capture/file/pcap-stream.ts',
    'capture/file/pcapng-stream.ts',
    'capture/file/pcapng-section.ts',
    'capture/file/pcapng-interface.ts',
    'capture/file/pieces.ts',
    'capture/file/tally.ts',
  ],
  corpus: [
    ...corpusOf('captures'),
    ...inputsIn('test/traces')
      .filter(isCapture)
      .map(one => one.subarray(0, enough)),
  ],
  words: wordsOf('captures.hex'),
  take: input => {
    const whole = read(input, input.length);
    const size = 1 + (input.length % 64);
    assert.deepEqual(read(input, size), whole, `in pieces of ${size} it is another one`);
  },
};

function isCapture(bytes: Uint8Array): boolean {
  const magic = Buffer.from(bytes).toString('hex', 0, 4);
  return ['d4c3b2a1', 'a1b23c4d', 'a1b2c3d4', '4d3cb2a1', '0a0d0d0a'].includes(magic);
}

/** All that a capture comes to, given in pieces. What it says before it turns out to be damaged depends on those alone. */
function read(input: Uint8Array, size: number): readonly string[] {
  const [packet, said]: [ReturnType<typeof createPacket>, string[]] = [createPacket(), []];
  const stream = createCaptureStream(packet, () => said.push(JSON.stringify(packet)), 'x');
  try {
    for (let at = 0; at < input.length; at += size) stream.feed(input.subarray(at, at + size));
    said.push(stream.end() ?? 'whole');
  } catch (error) {
    if (!(error instanceof WorkError)) throw error;
    said.push(error.message);
  }
  return [...said, ...unreadOf(stream.tally), `${isUnreadable(stream.tally)}`];
}
