import { type Address, isIPv4 } from '../../net/address.ts';
import type { Slot } from '../table/address-table.ts';
import { eachPort } from '../track/ports/port-pages.ts';
import { noSet, type PortSets, type SetPlace } from '../track/ports/port-sets.ts';
import { planes } from '../track/ports/recent-ports.ts';
import { must, type Reader, type Writer } from './bytes.ts';

/** The many ports of a source: a list where they are few, else a bit for each of 65,536. */
type Ports = Uint16Array | Int32Array;

/** The set of a source with more ports than its own memory holds: see port-sets.ts. */
export interface SetRecord {
  readonly source: Address;
  /** Number of its window. */
  readonly epoch: number;
  /** By plane, in this window and in the one before. */
  readonly current: readonly (Ports | undefined)[];
  readonly previous: readonly (Ports | undefined)[];
}

/** As long as the bits are: 8 KiB. */
const mostListed = 4_096;
const bitsMark = 0xffff;
const bitWords = 2_048;
const inOrder = Object.values(planes);

/** Writes 49 KiB at most. */
export function writeSet(writer: Writer, source: Address, sets: PortSets, set: SetPlace): void {
  writer.u8(isIPv4(source) ? 1 : 0);
  writer.address(source);
  writer.f64(sets.epochOf(set));
  for (const when of ['current', 'previous'] as const)
    for (const plane of inOrder) writePorts(writer, sets.bits(set, when, plane));
}

function writePorts(writer: Writer, bits: Int32Array | undefined): void {
  const ports: number[] = [];
  if (bits !== undefined) eachPort(bits, port => ports.push(port));
  if (bits === undefined || ports.length <= mostListed) {
    writer.u16(ports.length);
    for (const port of ports) writer.u16(port);
  } else {
    writer.u16(bitsMark);
    for (const word of bits) writer.i32(word);
  }
}

/** Throws RangeError for what no set can be. */
export function readSet(reader: Reader): SetRecord {
  const about = reader.u8();
  must(about <= 1);
  const [source, epoch] = [reader.address(about === 1), reader.f64()];
  must(Number.isSafeInteger(epoch));
  return { source, epoch, current: readHalf(reader), previous: readHalf(reader) };
}

function readHalf(reader: Reader): (Ports | undefined)[] {
  const half: (Ports | undefined)[] = [];
  for (const plane of inOrder) half[plane] = readPorts(reader);
  return half;
}

function readPorts(reader: Reader): Ports | undefined {
  const count = reader.u16();
  must(count <= mostListed || count === bitsMark);
  if (count === 0) return undefined;
  const ports = count === bitsMark ? new Int32Array(bitWords) : new Uint16Array(count);
  for (let i = 0; i < ports.length; i++) ports[i] = count === bitsMark ? reader.i32() : reader.u16();
  return ports;
}

/** Gives a source its set, so many windows later. */
export function recallSet(
  sets: PortSets,
  slot: Slot,
  { epoch, current, previous }: SetRecord,
  by: number,
): void {
  sets.close(slot);
  if ([...current, ...previous].every(ports => ports === undefined)) return;
  const add = (set: SetPlace, half: readonly (Ports | undefined)[]): void => {
    for (const plane of inOrder) {
      const ports = half[plane];
      const one = (port: number): unknown => sets.add(set, port | (plane << 16));
      if (ports instanceof Int32Array) eachPort(ports, one);
      else ports?.forEach(one);
    }
  };
  add(sets.open(slot, epoch + by - 1), previous);
  const set = sets.of(slot, epoch + by);
  if (set !== noSet) add(set, current);
}
