import { inputsIn } from '../../engine/target.ts';

/** So many of one capture: the rest is like them. */
const most = 12;

/** The frames of the captures in a folder, each behind its link type; of pcap files as tcpdump writes them here. */
export const framesIn = (folder: string): Uint8Array[] =>
  inputsIn(folder).flatMap(bytes => {
    const file = Buffer.from(bytes);
    if (file.length < 24 || file.readUInt32LE(0) !== 0xa1b2c3d4) return [];
    const linkType = Buffer.alloc(2);
    linkType.writeUInt16BE(file.readUInt16LE(20));
    const frames: Buffer[] = [];
    for (let at = 24; at + 16 <= file.length && frames.length < most; ) {
      const end = at + 16 + file.readUInt32LE(at + 8);
      frames.push(Buffer.concat([linkType, file.subarray(at + 16, end)]));
      at = end;
    }
    return frames;
  });
