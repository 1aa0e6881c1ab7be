import { type Address, isIPv4 } from '../../net/address.ts';
import { must, type Reader, type Writer } from './bytes.ts';

/** When lines of a source or of a network were written last: see repeats.ts. */
export interface LineRecord {
  readonly address: Address;
  /** Leading bits of a network, 0 of a source. */
  readonly prefix: number;
  /** In milliseconds since the epoch, by their place there; -Infinity where none was written. */
  readonly times: readonly number[];
  /** The hit that is worth the next line of packets: a power of two, or 0. */
  readonly nextHit: number;
}

/** Kinds of lines that are told apart. */
export const lineTimes = 4;
const ipv4 = 1 << lineTimes;
const never = Number.NEGATIVE_INFINITY;
/** As the power of two that is none. */
const noHit = 255;
const mostPower = 64;

/** Writes 51 bytes at most. */
export function writeLine(writer: Writer, { address, prefix, times, nextHit }: LineRecord): void {
  const has = times.reduce((bits, time, i) => (time === never ? bits : bits | (1 << i)), 0);
  writer.u8(has | (isIPv4(address) ? ipv4 : 0));
  writer.address(address);
  writer.u8(prefix);
  writer.u8(nextHit === 0 ? noHit : Math.log2(nextHit));
  for (const time of times) if (time !== never) writer.f64(time);
}

/** Throws RangeError for what no line can be. */
export function readLine(reader: Reader): LineRecord {
  const about = reader.u8();
  must(about < 2 * ipv4);
  const [address, prefix, power] = [reader.address((about & ipv4) !== 0), reader.u8(), reader.u8()];
  must(prefix <= 128 && (power <= mostPower || power === noHit));
  const times: number[] = [];
  for (let i = 0; i < lineTimes; i++) times.push((about & (1 << i)) === 0 ? never : reader.f64());
  must(times.every(time => time === never || Number.isFinite(time)));
  return { address, prefix, times, nextHit: power === noHit ? 0 : 2 ** power };
}
