/**
 * eBPF as the kernel runs it (Documentation/bpf/standardization/instruction-set.rst), for the instructions of our programs. It
 * is stricter where that shows mistakes: what was not written may not be read, and a call loses r0 to r5.
 */

/** What a program meets. */
export interface World {
  readonly context: Uint8Array;
  /** The memory of array maps, by their descriptor. */
  readonly arrays: ReadonlyMap<number, ArrayBuffer>;
  /** The one map of sockets, and the keys that have one. */
  readonly sockets: { readonly fd: number; readonly keys: readonly number[] };
  readonly cookie?: bigint;
  readonly now?: bigint;
}

export interface Outcome {
  readonly returned: bigint;
  /** The key of the socket that the packet was handed to. */
  readonly assigned: number | undefined;
  readonly steps: number;
}

/** A pointer is a region and an offset in it: the region stands in the upper half. */
const regionBits = 32n;
const regions = { context: 1n, stack: 2n, socketMap: 3n, sockets: 4n, arrays: 16n };
const stackSize = 512;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const lower = (value: bigint): bigint => BigInt.asUintN(32, value);

export function interpret(program: Uint8Array, world: World): Outcome {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const stack = new DataView(new ArrayBuffer(stackSize));
  const written = new Uint8Array(stackSize);
  const context = new DataView(world.context.buffer, world.context.byteOffset, world.context.byteLength);
  const registers = new Array<bigint | undefined>(11).fill(undefined);
  registers[1] = regions.context << regionBits;
  registers[10] = (regions.stack << regionBits) + BigInt(stackSize);
  let [assigned, held, steps]: [number | undefined, number, number] = [undefined, 0, 0];

  const read = (register: number): bigint => {
    const value = registers[register];
    if (value === undefined) throw new Error(`r${register} is read before it is written`);
    return value;
  };
  const place = (pointer: bigint): [bigint, DataView, number] => {
    const region = pointer >> regionBits;
    const offset = Number(lower(pointer));
    if (region === regions.context) return [region, context, offset];
    if (region === regions.stack) return [region, stack, offset];
    const array = world.arrays.get(Number(region - regions.arrays));
    if (array === undefined) throw new Error(`There is no memory at ${pointer.toString(16)}`);
    return [region, new DataView(array), offset];
  };
  const load = (pointer: bigint, size: number): bigint => {
    const [region, view, at] = place(pointer);
    if (region === regions.stack && written.subarray(at, at + size).includes(0))
      throw new Error(`The stack at ${at - stackSize} is read before it is written`);
    if (size === 8) return view.getBigUint64(at, true);
    return BigInt(size === 4 ? view.getUint32(at, true) : view.getUint16(at, true));
  };
  const store = (pointer: bigint, size: number, value: bigint): void => {
    const [region, view, at] = place(pointer);
    if (region === regions.context) throw new Error('The context is written');
    if (region === regions.stack) written.fill(1, at, at + size);
    if (size === 8) view.setBigUint64(at, wrap(value), true);
    else if (size === 4) view.setUint32(at, Number(lower(value)), true);
    else view.setUint16(at, Number(BigInt.asUintN(16, value)), true);
  };
  const helpers: Record<number, () => bigint> = {
    1: () => {
      if (read(1) !== (regions.socketMap << regionBits) + BigInt(world.sockets.fd))
        throw new Error('Not a map');
      const key = Number(load(read(2), 4));
      if (!world.sockets.keys.includes(key)) return 0n;
      held++;
      return (regions.sockets << regionBits) + BigInt(key);
    },
    5: () => world.now ?? 0n,
    86: () => {
      if (read(1) >> regionBits !== regions.sockets) throw new Error('Not a socket');
      held--;
      return 0n;
    },
    122: () => {
      if (read(1) !== regions.context << regionBits) throw new Error('Not the context');
      return world.cookie ?? 0n;
    },
    124: () => {
      if (read(1) !== regions.context << regionBits || read(3) !== 0n) throw new Error('Not as it should be');
      assigned = Number(lower(read(2)));
      return 0n;
    },
  };

  for (let at = 0; ; at++) {
    steps++;
    if (at * 8 >= program.length) throw new RangeError('Ran past the end of the program');
    const op = code.getUint8(at * 8);
    const to = code.getUint8(at * 8 + 1) & 15;
    const from = code.getUint8(at * 8 + 1) >> 4;
    const offset = code.getInt16(at * 8 + 2, true);
    const number = BigInt(code.getInt32(at * 8 + 4, true));
    const address = (register: number): bigint => wrap(read(register) + BigInt(offset));
    const jumpIf = (condition: boolean): void => {
      if (condition) at += offset;
    };
    switch (op) {
      case 0x69:
      case 0x61:
      case 0x79:
        registers[to] = load(address(from), { 105: 2, 97: 4, 121: 8 }[op]);
        break;
      case 0x6b:
      case 0x63:
      case 0x7b:
        store(address(to), { 107: 2, 99: 4, 123: 8 }[op], read(from));
        break;
      case 0x6a:
      case 0x62:
      case 0x7a:
        store(address(to), { 106: 2, 98: 4, 122: 8 }[op], number);
        break;
      case 0x18: {
        const high = BigInt(code.getInt32((at + 1) * 8 + 4, true));
        const wide = lower(number) + (lower(high) << 32n);
        if (from === 0) registers[to] = wide;
        else if (from === 1) registers[to] = (regions.socketMap << regionBits) + wide;
        else registers[to] = (regions.arrays + wide) << regionBits;
        at++;
        break;
      }
      case 0xbf:
        registers[to] = read(from);
        break;
      case 0xb7:
        registers[to] = wrap(number);
        break;
      case 0x0f:
        registers[to] = wrap(read(to) + read(from));
        break;
      case 0x07:
        registers[to] = wrap(read(to) + number);
        break;
      case 0x57:
        registers[to] = read(to) & wrap(number);
        break;
      case 0x67:
        registers[to] = wrap(read(to) << number);
        break;
      case 0xbc:
        registers[to] = lower(read(from));
        break;
      case 0x24:
        registers[to] = lower(lower(read(to)) * lower(number));
        break;
      case 0xac:
        registers[to] = lower(read(to) ^ read(from));
        break;
      case 0x74:
        registers[to] = lower(read(to)) >> number;
        break;
      case 0x05:
        jumpIf(true);
        break;
      case 0x15:
        jumpIf(read(to) === wrap(number));
        break;
      case 0x55:
        jumpIf(read(to) !== wrap(number));
        break;
      case 0x5d:
        jumpIf(read(to) !== read(from));
        break;
      case 0xbd:
        jumpIf(read(to) <= read(from));
        break;
      case 0x85: {
        const helper = helpers[Number(number)];
        if (helper === undefined) throw new Error(`Helper ${number} is unknown`);
        registers[0] = helper();
        registers.fill(undefined, 1, 6);
        break;
      }
      case 0x95:
        if (held !== 0) throw new Error('A socket is not given back');
        return { returned: read(0), assigned, steps };
      default:
        throw new Error(`Instruction ${op} is unknown`);
    }
  }
}
