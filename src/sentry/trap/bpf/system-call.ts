import { arch } from 'node:os';
import { addressOf, errnoName, SystemError, syscallOnMemory } from '../../../sys/libc.ts';

/** __NR_bpf, which the C library has no function for: asm/unistd_64.h of x86-64, and asm-generic/unistd.h, which the others take. */
const callNumber = arch() === 'x64' ? 321 : 280;

/** enum bpf_cmd of linux/bpf.h. */
export const command = { createMap: 0, update: 2, loadProgram: 5, createLink: 28 } as const;

/** bpf(2) has refused; `log` is what the verifier said of a program. */
export class BpfError extends SystemError {
  readonly log: string;
  constructor(what: string, code: string, log = '') {
    super(what, code);
    this.log = log;
    if (log !== '') this.message += `: ${log.trim().split('\n').slice(-3).join('; ')}`;
  }
}

/** A field of union bpf_attr: a word, a name, or the address of bytes. */
export type Field = readonly [offset: number, value: number | string | Uint8Array];

/** A buffer of up to 64 bytes may be moved, so this is the least. The kernel takes zeros behind the fields that it knows. */
const attributesSize = 128;
/** BPF_OBJ_NAME_LEN, with a last byte of 0. */
const nameSize = 16;

/** What the kernel is given the addresses of: it must stay reachable while the kernel reads and writes. */
let given: ArrayBufferView[] = [];

/** Returns what the kernel returned: a descriptor with O_CLOEXEC where something was made. Throws BpfError. */
export function bpf(what: string, number: number, fields: readonly Field[]): number {
  const attributes = new DataView(new ArrayBuffer(attributesSize));
  for (const [offset, value] of fields) put(attributes, offset, value);
  const result = syscallOnMemory(callNumber, number, attributes, attributesSize);
  given = [];
  if (result < 0) throw new BpfError(`bpf ${what}`, errnoName());
  return result;
}

function put(attributes: DataView, offset: number, value: Field[1]): void {
  if (typeof value === 'number') attributes.setUint32(offset, value, true);
  else if (typeof value === 'string')
    new TextEncoder().encodeInto(value, new Uint8Array(attributes.buffer, offset, nameSize - 1));
  else {
    const fixed = value.length > 64 ? value : new Uint8Array(attributesSize);
    if (fixed !== value) fixed.set(value);
    given.push(fixed);
    attributes.setBigUint64(offset, addressOf(fixed), true);
  }
}
