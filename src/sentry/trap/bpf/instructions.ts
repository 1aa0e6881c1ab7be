/**
 * eBPF's instructions, as far as our programs use them, from linux/bpf_common.h and linux/bpf.h (struct bpf_insn); what
 * each does stands in the kernel's Documentation/bpf/standardization/instruction-set.rst.
 */

/** r0: what a call returned, and the program returns. r1 to r5: a call's arguments, lost by it. r6 to r9: kept. r10: the end of the stack. */
export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
export const [r0, r1, r2, r3, r4, r5] = [0, 1, 2, 3, 4, 5] as const;
export const [r6, r7, r8, r9, stack] = [6, 7, 8, 9, 10] as const;

/** A place in a program. */
export type Label = symbol;

/** One instruction before its jump is resolved. */
export interface Step {
  readonly code: number;
  /** The register that is written, or compared, or whose memory is written. */
  readonly to: Register;
  readonly from: Register;
  /** Bytes from the register for memory, where to go for a jump. */
  readonly offset: number | Label;
  /** A number in the instruction; one of 64 bits takes the room of two instructions. */
  readonly immediate: number | bigint;
}

/** A program in the making: steps, with labels between them. */
export type Code = readonly (Step | Label)[];

/** Bytes of memory that are read or written at once. */
export type Size = 2 | 4 | 8;

/** Operations of the programs; `W` works on the lower 32 bits and clears the upper ones. */
export const op = {
  load: { 2: 0x69, 4: 0x61, 8: 0x79 },
  store: { 2: 0x6b, 4: 0x63, 8: 0x7b },
  storeNumber: { 2: 0x6a, 4: 0x62, 8: 0x7a },
  wide: 0x18,
  copy: 0xbf,
  set: 0xb7,
  add: 0x0f,
  addNumber: 0x07,
  andNumber: 0x57,
  shiftLeftNumber: 0x67,
  copyW: 0xbc,
  mulNumberW: 0x24,
  xorW: 0xac,
  shiftRightNumberW: 0x74,
  jump: 0x05,
  equal: 0x15,
  notEqual: 0x55,
  notEqualRegister: 0x5d,
  notAboveRegister: 0xbd,
  call: 0x85,
  exit: 0x95,
} as const;

/** In `from` of a 64-bit number that stands for a map, or for the first byte of an array map's value. */
const pseudo = { mapFd: 1, mapValue: 2 } as const;

const step = (code: number, fields: Partial<Omit<Step, 'code'>>): Step => ({
  code,
  to: 0,
  from: 0,
  offset: 0,
  immediate: 0,
  ...fields,
});

/** to = from */
export const copy = (to: Register, from: Register): Step => step(op.copy, { to, from });
/** to = number, of 32 bits with its sign */
export const set = (to: Register, immediate: number): Step => step(op.set, { to, immediate });
/** to = number, of 64 bits */
export const setWide = (to: Register, immediate: bigint): Step => step(op.wide, { to, immediate });
/** to = the map itself, for a call */
export const mapOf = (to: Register, fd: number): Step =>
  step(op.wide, { to, from: pseudo.mapFd, immediate: BigInt(fd) });
/** to = the first byte of the one value of an array map (Linux 5.2) */
export const memoryOf = (to: Register, fd: number): Step =>
  step(op.wide, { to, from: pseudo.mapValue, immediate: BigInt(fd) });

/** to = the memory at from + offset */
export const load = (size: Size, to: Register, from: Register, offset: number): Step =>
  step(op.load[size], { to, from, offset });
/** the memory at to + offset = from */
export const store = (size: Size, to: Register, offset: number, from: Register): Step =>
  step(op.store[size], { to, from, offset });
/** the memory at to + offset = number */
export const storeNumber = (size: Size, to: Register, offset: number, immediate: number): Step =>
  step(op.storeNumber[size], { to, offset, immediate });

/** to += from */
export const add = (to: Register, from: Register): Step => step(op.add, { to, from });
/** to += number */
export const addNumber = (to: Register, immediate: number): Step => step(op.addNumber, { to, immediate });
/** to &= number */
export const andNumber = (to: Register, immediate: number): Step => step(op.andNumber, { to, immediate });
/** to <<= number */
export const shiftLeft = (to: Register, immediate: number): Step =>
  step(op.shiftLeftNumber, { to, immediate });

/** The lower 32 bits: to = from, to *= number, to ^= from, to >>= number */
export const copyW = (to: Register, from: Register): Step => step(op.copyW, { to, from });
export const multiplyW = (to: Register, immediate: number): Step => step(op.mulNumberW, { to, immediate });
export const xorW = (to: Register, from: Register): Step => step(op.xorW, { to, from });
export const shiftRightW = (to: Register, immediate: number): Step =>
  step(op.shiftRightNumberW, { to, immediate });

export const jump = (offset: Label): Step => step(op.jump, { offset });
/** To the label when to == number, of 32 bits with its sign */
export const whenEqual = (to: Register, immediate: number, offset: Label): Step =>
  step(op.equal, { to, immediate, offset });
/** To the label when to != number, of 32 bits with its sign */
export const whenNot = (to: Register, immediate: number, offset: Label): Step =>
  step(op.notEqual, { to, immediate, offset });
/** To the label when to != from */
export const whenDiffers = (to: Register, from: Register, offset: Label): Step =>
  step(op.notEqualRegister, { to, from, offset });
/** To the label when to <= from, both without a sign (Linux 4.14) */
export const whenNotAbove = (to: Register, from: Register, offset: Label): Step =>
  step(op.notAboveRegister, { to, from, offset });

/** r0 = the helper's return value; its number is in linux/bpf.h, enum bpf_func_id */
export const call = (helper: number): Step => step(op.call, { immediate: helper });
/** Returns r0 */
export const exit = (): Step => step(op.exit, {});
