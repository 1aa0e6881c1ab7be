import { type Address, isIPv4 } from '../../net/address.ts';

/** Numbers one behind the other, the low byte first: each is written and read in the same order. */

/** What is written before `take` must be less than this (bytes). */
const room = 128 * 1024;

export interface Writer {
  readonly u8: (value: number) => void;
  readonly u16: (value: number) => void;
  /** 32 bits, signed or not. */
  readonly i32: (value: number) => void;
  readonly f64: (value: number) => void;
  /** 4 bytes of an IPv4 address, 16 of another. */
  readonly address: (address: Address) => void;
  readonly raw: (bytes: Uint8Array) => void;
  readonly size: number;
  /** A copy of what was written; the next begins anew. */
  readonly take: () => Uint8Array;
}

export function createWriter(): Writer {
  const bytes = new Uint8Array(room);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const writer = {
    u8: (value: number): void => {
      view.setUint8(at, value);
      at += 1;
    },
    u16: (value: number): void => {
      view.setUint16(at, value, true);
      at += 2;
    },
    i32: (value: number): void => {
      view.setInt32(at, value, true);
      at += 4;
    },
    f64: (value: number): void => {
      view.setFloat64(at, value, true);
      at += 8;
    },
    address: (address: Address): void => {
      if (!isIPv4(address)) for (let word = 0; word < 3; word++) writer.i32(address[word] ?? 0);
      writer.i32(address[3]);
    },
    raw: (more: Uint8Array): void => {
      bytes.set(more, at);
      at += more.length;
    },
    get size() {
      return at;
    },
    take: () => {
      const taken = bytes.slice(0, at);
      at = 0;
      return taken;
    },
  };
  return writer;
}

/** Reads as it was written. Each throws RangeError behind the end. */
export interface Reader {
  readonly u8: () => number;
  readonly u16: () => number;
  /** Signed. */
  readonly i32: () => number;
  readonly f64: () => number;
  readonly address: (isShort: boolean) => Address;
  readonly raw: (length: number) => Uint8Array;
  readonly isAtEnd: boolean;
}

export function createReader(bytes: Uint8Array): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const i32 = (): number => {
    at += 4;
    return view.getInt32(at - 4, true);
  };
  return {
    u8: () => {
      at += 1;
      return view.getUint8(at - 1);
    },
    u16: () => {
      at += 2;
      return view.getUint16(at - 2, true);
    },
    i32,
    f64: () => {
      at += 8;
      return view.getFloat64(at - 8, true);
    },
    address: isShort => {
      if (isShort) return [0, 0, 0xffff, i32() >>> 0];
      return [i32() >>> 0, i32() >>> 0, i32() >>> 0, i32() >>> 0];
    },
    raw: length => {
      at += length;
      if (at > bytes.length) throw new RangeError('There are no more bytes');
      return bytes.subarray(at - length, at);
    },
    get isAtEnd() {
      return at === bytes.length;
    },
  };
}

/** For what can be read, and yet makes no sense. */
export function must(isSound: boolean): void {
  if (!isSound) throw new RangeError('It makes no sense');
}
