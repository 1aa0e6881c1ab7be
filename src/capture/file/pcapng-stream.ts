import { WorkError } from '../../util/errors.ts';
import { cutOff, type MakeStream, noCapture } from './pcap-stream.ts';
import { blockTypes, createSection } from './pcapng-section.ts';
import { createPieces } from './pieces.ts';
import { createTally } from './tally.ts';

/** A Section Header Block's type, the same in both byte orders, and the word behind its length that tells them apart. */
export const sectionHeader = 0x0a0d0d0a;
const byteOrder = 0x1a2b3c4d;

/** Type and length stand before the body, and the length again behind it. */
const head = 8;
const leastBlock = 12;
/** A packet of tcpdump's limit, and options: a block that is read and longer than this is damage. */
const mostBlock = 1024 * 1024;

/**
 * Reads a capture of any number of sections and interfaces (draft-ietf-opsawg-pcapng) with at most one block kept back
 * between two pieces. Blocks that tell nothing of packets are passed over, whatever they hold.
 * @param name how messages call the capture
 */
export const createPcapngStream: MakeStream = (packet, onDecoded, name) => {
  const tally = createTally();
  const section = createSection(packet, onDecoded, name, tally);
  let little: boolean | undefined;
  let toSkip = 0;
  let hasBegun = false;
  const skip = (bytes: DataView): number => {
    const skipped = Math.min(toSkip, bytes.byteLength);
    toSkip -= skipped;
    return skipped;
  };
  const pieces = createPieces(bytes => {
    if (toSkip > 0) return skip(bytes);
    if (bytes.byteLength < leastBlock) return 0;
    const isSection = bytes.getUint32(0) === sectionHeader;
    if (isSection) little = orderOf(bytes, name);
    if (little === undefined) throw damaged(name, 'it does not begin with a section');
    const [type, length] = [bytes.getUint32(0, little), lengthOf(bytes, little, name)];
    if (!isSection && !blockTypes.has(type)) {
      toSkip = length;
      return skip(bytes);
    }
    if (length > mostBlock) throw damaged(name, `a block claims ${length} bytes`);
    if (length > bytes.byteLength) return 0;
    if (bytes.getUint32(length - 4, little) !== length) throw damaged(name, 'a block has two lengths');
    if (isSection) {
      section.begin(little);
      hasBegun = true;
    } else section.read(type, bytes, head, length - 4);
    return length;
  });
  return {
    feed: pieces.feed,
    end: () => {
      if (!hasBegun) throw noCapture(name);
      return pieces.left === 0 && toSkip === 0 ? undefined : cutOff(name);
    },
    tally,
  };
};

const damaged = (name: string, what: string): WorkError => new WorkError(`${name} is damaged: ${what}`);

function orderOf(bytes: DataView, name: string): boolean {
  if (bytes.getUint32(head, true) === byteOrder) return true;
  if (bytes.getUint32(head) === byteOrder) return false;
  throw damaged(name, 'a section does not say its byte order');
}

/** A block ends where a word of 4 bytes does. */
function lengthOf(bytes: DataView, little: boolean, name: string): number {
  const length = bytes.getUint32(4, little);
  if (length < leastBlock || length % 4 !== 0) throw damaged(name, `a block claims ${length} bytes`);
  return length;
}
