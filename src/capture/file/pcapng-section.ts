import { WorkError } from '../../util/errors.ts';
import type { Packet } from '../packet.ts';
import { mustBePossible } from './pcap-stream.ts';
import { type FileInterface, interfaceAt } from './pcapng-interface.ts';
import { readFrame, type Tally } from './tally.ts';

const interfaceDescription = 1;
const obsoletePacket = 2;
const simplePacket = 3;
const enhancedPacket = 6;

/** The blocks that a section reads. */
export const blockTypes: ReadonlySet<number> = new Set([
  interfaceDescription,
  obsoletePacket,
  simplePacket,
  enhancedPacket,
]);

/** Bytes of each body before what has no fixed size. */
const fixed = { [interfaceDescription]: 8, [obsoletePacket]: 20, [simplePacket]: 4, [enhancedPacket]: 20 };

/** More interfaces than any host has. */
const mostInterfaces = 65_536;
/** As far as a pcap file counts, 2106: what claims to be later, or before 1970, is damage (milliseconds). */
const lastTime = 2 ** 32 * 1000;

/** What a section of a pcapng file describes, and its packets. */
export interface Section {
  /** Forgets the interfaces of the section before. */
  begin(little: boolean): void;
  /** Reads one block of `blockTypes`, whose body is bytes[start, end). Throws WorkError when it contradicts itself. */
  read(type: number, bytes: DataView, start: number, end: number): void;
}

export function createSection(packet: Packet, onDecoded: () => void, name: string, tally: Tally): Section {
  let interfaces: FileInterface[] = [];
  let little = true;
  const damaged = (what: string): WorkError => new WorkError(`${name} is damaged: ${what}`);
  const interfaceOf = (id: number): FileInterface => {
    const found = interfaces[id];
    if (found === undefined) throw damaged(`a packet is of interface ${id}, which it does not describe`);
    return found;
  };
  const readPacket = (from: FileInterface, bytes: DataView, start: number, end: number, original: number) => {
    if (from.decode === undefined) {
      tally.packets++;
      tally.otherLinks.set(from.linkType, (tally.otherLinks.get(from.linkType) ?? 0) + 1);
    } else if (readFrame(from.decode, bytes, start, end, original, packet, tally)) onDecoded();
  };
  const timed = (type: number, bytes: DataView, start: number, end: number): void => {
    const id = type === enhancedPacket ? bytes.getUint32(start, little) : bytes.getUint16(start, little);
    const from = interfaceOf(id);
    const time = from.milliseconds(bytes.getUint32(start + 4, little), bytes.getUint32(start + 8, little));
    if (!(time >= 0 && time < lastTime)) throw damaged('the time of a packet is not between 1970 and 2106');
    packet.time = time;
    const captured = bytes.getUint32(start + 12, little);
    mustBePossible(captured, name);
    const data = start + 20;
    if (data + captured > end) throw damaged('a packet is longer than its block');
    readPacket(from, bytes, data, data + captured, bytes.getUint32(start + 16, little));
  };
  /** Its block says neither time nor interface, which is the first one, nor what was captured of it. */
  const untimed = (bytes: DataView, start: number, end: number): void => {
    const from = interfaceOf(0);
    const original = bytes.getUint32(start, little);
    const captured = Math.min(original, from.snapLength === 0 ? original : from.snapLength);
    tally.untimed++;
    const data = start + 4;
    if (data + captured > end) throw damaged('a packet is longer than its block');
    readPacket(from, bytes, data, data + captured, original);
  };
  return {
    begin: order => {
      little = order;
      interfaces = [];
    },
    read: (type, bytes, start, end) => {
      if (end - start < (fixed[type as keyof typeof fixed] ?? 0))
        throw damaged('a block is too short for its kind');
      if (type === simplePacket) untimed(bytes, start, end);
      else if (type !== interfaceDescription) timed(type, bytes, start, end);
      else if (interfaces.length >= mostInterfaces) throw damaged('it describes too many interfaces');
      else interfaces.push(interfaceAt(bytes, start, end, little));
    },
  };
}
