import { type CaptureStream, createPcapStream, type MakeStream, noCapture } from './pcap-stream.ts';
import { createPcapngStream, sectionHeader } from './pcapng-stream.ts';
import { createTally } from './tally.ts';

const magicSize = 4;

/** Reads a capture of either kind, pcap or pcapng, by how it begins. */
export const createCaptureStream: MakeStream = (packet, onDecoded, name) => {
  let head: Uint8Array = new Uint8Array(0);
  let stream: CaptureStream | undefined;
  return {
    feed: chunk => {
      if (stream !== undefined) return stream.feed(chunk);
      head = Buffer.concat([head, chunk]);
      if (head.length < magicSize) return;
      const magic = new DataView(head.buffer, head.byteOffset, head.length).getUint32(0);
      stream = (magic === sectionHeader ? createPcapngStream : createPcapStream)(packet, onDecoded, name);
      stream.feed(head);
    },
    end: () => {
      if (stream === undefined) throw noCapture(name);
      return stream.end();
    },
    get tally() {
      return stream?.tally ?? createTally();
    },
  };
};
