/** Classic BPF as the kernel runs it (net/core/filter.c), for the instructions of bpf(4); what it reads beside the packet is given. */
export interface Beside {
  readonly etherType: number;
  readonly packetType: number;
  readonly vlanTag: number;
}

/** Answers how many bytes the filter lets through, 0 for none, and how many steps that took. */
export function interpret(
  program: Uint8Array,
  bytes: Uint8Array,
  beside: Beside,
): { accepted: number; steps: number } {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const packet = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memory = new Array<number | undefined>(16).fill(undefined);
  let [a, x, steps] = [0, 0, 0];
  for (let at = 0; ; at++) {
    steps++;
    if (at * 8 >= program.length) throw new RangeError('Ran past the end of the filter');
    const op = code.getUint16(at * 8, true);
    const k = code.getUint32(at * 8 + 4, true);
    const jumpIf = (condition: boolean): void => {
      at += code.getUint8(at * 8 + (condition ? 2 : 3));
    };
    const load = (size: 1 | 2 | 4, offset: number): number | undefined => {
      if (offset + size > bytes.length) return undefined;
      if (size === 4) return packet.getUint32(offset);
      return size === 2 ? packet.getUint16(offset) : packet.getUint8(offset);
    };
    const recall = (): number => {
      const value = memory[k];
      if (value === undefined) throw new Error(`M[${k}] is read before it is written`);
      return value;
    };
    let loaded: number | undefined = a;
    switch (op) {
      case 0x20:
        loaded = { 4294963200: beside.etherType, 4294963204: beside.packetType, 4294963244: beside.vlanTag }[
          k
        ];
        if (loaded === undefined) throw new Error(`Reads ${k} beside the packet`);
        break;
      case 0x28:
        loaded = load(2, k);
        break;
      case 0x30:
        loaded = load(1, k);
        break;
      case 0x48:
        loaded = load(2, x + k);
        break;
      case 0x50:
        loaded = load(1, x + k);
        break;
      case 0x00:
        loaded = k;
        break;
      case 0x60:
        loaded = recall();
        break;
      case 0x01:
        x = k;
        break;
      case 0x61:
        x = recall();
        break;
      case 0xb1: {
        const header = load(1, k);
        if (header === undefined) return { accepted: 0, steps };
        x = (header & 15) * 4;
        break;
      }
      case 0x02:
        memory[k] = a;
        break;
      case 0x03:
        memory[k] = x;
        break;
      case 0x04:
        loaded = (a + k) >>> 0;
        break;
      case 0x0c:
        loaded = (a + x) >>> 0;
        break;
      case 0x14:
        loaded = (a - k) >>> 0;
        break;
      case 0x54:
        loaded = (a & k) >>> 0;
        break;
      case 0x64:
        loaded = (a << k) >>> 0;
        break;
      case 0x05:
        at += k;
        break;
      case 0x15:
        jumpIf(a === k);
        break;
      case 0x25:
        jumpIf(a > k);
        break;
      case 0x35:
        jumpIf(a >= k);
        break;
      case 0x3d:
        jumpIf(a >= x);
        break;
      case 0x45:
        jumpIf((a & k) !== 0);
        break;
      case 0x06:
        return { accepted: k, steps };
      case 0x16:
        return { accepted: a, steps };
      case 0x07:
        x = a;
        break;
      case 0x87:
        loaded = x;
        break;
      default:
        throw new Error(`Instruction ${op} is unknown`);
    }
    if (loaded === undefined) return { accepted: 0, steps };
    a = loaded;
  }
}

/**
 * The kernel's own check of scratch memory (check_load_and_stores in net/core/filter.c): what is read must have been
 * written on every way there, and what follows a return inherits the state before it.
 */
export function readsOnlyWritten(program: Uint8Array): boolean {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const count = program.length / 8;
  const masks = new Array<number>(count).fill(0xffff);
  const meet = (at: number, valid: number): void => {
    masks[at] = (masks[at] ?? 0) & valid;
  };
  let valid = 0;
  for (let at = 0; at < count; at++) {
    valid &= masks[at] ?? 0;
    const op = code.getUint16(at * 8, true);
    const k = code.getUint32(at * 8 + 4, true);
    if (op === 0x02 || op === 0x03) valid |= 1 << k;
    else if (op === 0x60 || op === 0x61) {
      if ((valid & (1 << k)) === 0) return false;
    } else if ((op & 7) === 5) {
      const targets = op === 0x05 ? [k] : [code.getUint8(at * 8 + 2), code.getUint8(at * 8 + 3)];
      for (const target of targets) meet(at + 1 + target, valid);
      valid = 0xffff;
    }
  }
  return true;
}
