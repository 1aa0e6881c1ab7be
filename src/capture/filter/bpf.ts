/** Classic BPF: its instructions and a small assembler, from linux/bpf_common.h and linux/filter.h. */

/** The operations that the filter uses; `w`, `h` and `b` load 4, 2 and 1 bytes. */
export const bpf = {
  ldw: 0x20,
  ldh: 0x28,
  ldb: 0x30,
  ldhx: 0x48,
  ldbx: 0x50,
  ldImmediate: 0x00,
  ldMemory: 0x60,
  ldxImmediate: 0x01,
  ldxMemory: 0x61,
  /** X = 4 * (byte at k & 15): the length of an IPv4 header. */
  ldxHeader: 0xb1,
  st: 0x02,
  stx: 0x03,
  add: 0x04,
  addX: 0x0c,
  sub: 0x14,
  and: 0x54,
  lsh: 0x64,
  jump: 0x05,
  jeq: 0x15,
  jgt: 0x25,
  jge: 0x35,
  jgeX: 0x3d,
  jset: 0x45,
  ret: 0x06,
  retA: 0x16,
  tax: 0x07,
  txa: 0x87,
} as const;

/** Facts that the kernel has beside the packet (SKF_AD_* of linux/filter.h), loaded with `ldw`. */
export const aboutPacket = {
  etherType: 0xfffff000,
  packetType: 0xfffff004,
  vlanTag: 0xfffff02c,
} as const;

/** A place in a program. */
export type Label = symbol;

/** One instruction before its jumps are resolved; without a label a jump goes to the next instruction. */
export interface Step {
  readonly code: number;
  readonly k: number | Label;
  readonly whenTrue?: Label | undefined;
  readonly whenFalse?: Label | undefined;
}

/** A program in the making: steps, with labels between them. */
export type Code = (Step | Label)[];

export const step = (code: number, k = 0): Step => ({ code, k });
export const test = (code: number, k: number, whenTrue?: Label, whenFalse?: Label): Step => ({
  code,
  k,
  whenTrue,
  whenFalse,
});
export const jump = (target: Label): Step => ({ code: bpf.jump, k: target });

export const sizeOf = (code: Code): number => code.filter(item => typeof item !== 'symbol').length;

/** struct sock_filter of linux/filter.h: u16 code, u8 jt, u8 jf, u32 k. */
const stepSize = 8;

/**
 * The bytes of struct sock_filter, little-endian. Throws RangeError for a jump that points back or farther than
 * classic BPF can jump (255 steps where it tests): a fault of the code, not of the user.
 */
export function assemble(code: Code): Uint8Array {
  const places = placesOf(code);
  const bytes = new DataView(new ArrayBuffer(sizeOf(code) * stepSize));
  let at = 0;
  for (const item of code) {
    if (typeof item === 'symbol') continue;
    const distance = (label: Label | undefined): number =>
      label === undefined ? 0 : (places.get(label) ?? -1) - at - 1;
    bytes.setUint16(at * stepSize, item.code, true);
    bytes.setUint8(at * stepSize + 2, within(distance(item.whenTrue), 255));
    bytes.setUint8(at * stepSize + 3, within(distance(item.whenFalse), 255));
    const k = typeof item.k === 'symbol' ? within(distance(item.k), 4096) : item.k;
    bytes.setUint32(at * stepSize + 4, k, true);
    at++;
  }
  return new Uint8Array(bytes.buffer);
}

function placesOf(code: Code): Map<Label, number> {
  const places = new Map<Label, number>();
  let at = 0;
  for (const item of code) {
    if (typeof item === 'symbol') places.set(item, at);
    else at++;
  }
  return places;
}

function within(distance: number, limit: number): number {
  if (distance < 0 || distance > limit) {
    throw new RangeError(`Cannot jump ${distance} steps: it must be 0 to ${limit}`);
  }
  return distance;
}
