import { close } from '../../../sys/libc.ts';
import { stepSize } from './assemble.ts';
import { BpfError, bpf, command, type Field } from './system-call.ts';

/** enum bpf_prog_type and bpf_attach_type of linux/bpf.h. */
export interface Kind {
  readonly type: number;
  readonly attach: number;
}

export const kind = {
  /** BPF_PROG_TYPE_SK_LOOKUP (5.9) */
  lookup: { type: 30, attach: 36 },
  /** BPF_PROG_TYPE_CGROUP_SOCK with BPF_CGROUP_INET4_POST_BIND and BPF_CGROUP_INET6_POST_BIND */
  bind4: { type: 9, attach: 12 },
  bind6: { type: 9, attach: 13 },
  /** BPF_PROG_TYPE_SOCK_OPS with BPF_CGROUP_SOCK_OPS */
  listen: { type: 13, attach: 3 },
} as const satisfies Record<string, Kind>;

/** enum bpf_map_type, and the flag that lets mmap(2) have an array's memory (5.5). */
const BPF_MAP_TYPE_ARRAY = 2;
const BPF_MAP_TYPE_SOCKMAP = 15;
const BPF_F_MMAPABLE = 1 << 10;

/** As bpftool shows it, so that an administrator sees whose it is. */
const nameOf = (what: string): string => `portjail_${what}`;

/** A map of one value of so many bytes, which mmap(2) takes; its descriptor. */
export const createArray = (name: string, valueSize: number): number =>
  createMap(name, BPF_MAP_TYPE_ARRAY, valueSize, 1, BPF_F_MMAPABLE);

/** A map of so many sockets. */
export const createSocketMap = (name: string, entries: number): number =>
  createMap(name, BPF_MAP_TYPE_SOCKMAP, 8, entries, 0);

function createMap(name: string, type: number, valueSize: number, entries: number, flags: number): number {
  return bpf(`map ${name}`, command.createMap, [
    [0, type],
    [4, 4],
    [8, valueSize],
    [12, entries],
    [16, flags],
    [28, nameOf(name)],
  ]);
}

export function putSocket(map: number, key: number, socket: number): void {
  bpf('socket', command.update, [
    [0, map],
    [8, new Uint8Array(new Uint32Array([key]).buffer)],
    [16, new Uint8Array(new BigUint64Array([BigInt(socket)]).buffer)],
  ]);
}

/** What the verifier writes of a program of ours is some 100 KB. */
const logSize = 1 << 20;

/** Loads a program; its descriptor. The verifier is only asked why when it has refused: the error's `log`. */
export function loadProgram(name: string, { type, attach }: Kind, code: Uint8Array): number {
  const fields: Field[] = [
    [0, type],
    [4, code.length / stepSize],
    [8, code],
    // The helpers that we call are open to every licence since Linux 5.8.
    [16, new TextEncoder().encode('MIT\0')],
    [48, nameOf(name)],
    [68, attach],
  ];
  try {
    return bpf(`program ${name}`, command.loadProgram, fields);
  } catch (error) {
    if (!(error instanceof BpfError)) throw error;
    throw new BpfError(`bpf program ${name}`, error.code, logOf(fields));
  }
}

function logOf(fields: readonly Field[]): string {
  const log = new Uint8Array(logSize);
  const asking: Field[] = [...fields, [24, 1], [28, logSize], [32, log]];
  try {
    close(bpf('log', command.loadProgram, asking));
  } catch {
    // It refuses again, now with its log.
  }
  return new TextDecoder().decode(log.subarray(0, log.indexOf(0)));
}

/**
 * Ties a program to a network namespace or a cgroup for as long as the descriptor that it returns is open: however the
 * process ends, the kernel unties it. BPF_PROG_ATTACH, which outlives the process, is never used.
 */
export const createLink = (program: number, target: number, { attach }: Kind): number =>
  bpf('link', command.createLink, [
    [0, program],
    [4, target],
    [8, attach],
  ]);
