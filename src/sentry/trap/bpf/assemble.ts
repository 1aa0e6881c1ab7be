import { type Code, type Label, op, type Step } from './instructions.ts';

/** struct bpf_insn of linux/bpf.h: u8 code, 4 bits each of destination and source, s16 offset, s32 immediate. */
export const stepSize = 8;

const lengthOf = (step: Step): number => (step.code === op.wide ? 2 : 1);

/**
 * The bytes of struct bpf_insn, little-endian, with jumps resolved. Throws RangeError for a jump to a label that is not
 * in the code, or that points back (the verifiers of our kernels take loops, our programs have none): a mistake of whoever
 * wrote the code, not of the user.
 */
export function assemble(code: Code): Uint8Array {
  const places = endpointsOf(code);
  const bytes = new DataView(new ArrayBuffer(places.end * stepSize));
  let at = 0;
  for (const item of code) {
    if (typeof item === 'symbol') continue;
    const offset = typeof item.offset === 'symbol' ? distance(places.of, item.offset, at) : item.offset;
    write(bytes, at * stepSize, item, offset);
    at += lengthOf(item);
  }
  return new Uint8Array(bytes.buffer);
}

function endpointsOf(code: Code): { of: ReadonlyMap<Label, number>; end: number } {
  const of = new Map<Label, number>();
  let end = 0;
  for (const item of code) {
    if (typeof item === 'symbol') of.set(item, end);
    else end += lengthOf(item);
  }
  return { of, end };
}

function distance(places: ReadonlyMap<Label, number>, label: Label, at: number): number {
  const steps = (places.get(label) ?? Number.NaN) - at - 1;
  if (!(steps >= 0 && steps <= 0x7fff))
    throw new RangeError(`Cannot jump to ${String(label)}: ${steps} steps`);
  return steps;
}

function write(bytes: DataView, at: number, step: Step, offset: number): void {
  bytes.setUint8(at, step.code);
  bytes.setUint8(at + 1, step.to | (step.from << 4));
  bytes.setInt16(at + 2, offset, true);
  const number = BigInt(step.immediate);
  bytes.setInt32(at + 4, Number(BigInt.asIntN(32, number)), true);
  // A map takes its descriptor in the first half; the second is the offset in its value, 0.
  if (step.code === op.wide)
    bytes.setInt32(at + stepSize + 4, Number(BigInt.asIntN(32, number >> 32n)), true);
}
