/** What the kernel has of BPF, asked as bpftool asks it: needs CAP_SYS_ADMIN. Numbers from linux/bpf.h. */
import { readdirSync, readFileSync } from 'node:fs';
import { BpfError, bpf } from '../../../../src/sentry/trap/bpf/system-call.ts';
import { addressOf, close } from '../../../../src/sys/libc.ts';

const command = { testRun: 10, programById: 13, mapById: 14, infoOf: 15, linkById: 30 } as const;

/** Numbers of programs, maps and links. */
export interface Objects {
  readonly programs: readonly number[];
  readonly maps: readonly number[];
  readonly links: readonly number[];
}

/** What a process holds: its links and their programs, from proc_pid_fdinfo(5), and the maps of those. */
export function objectsOf(pid: number): Objects {
  const folder = `/proc/${pid}/fdinfo`;
  const texts = readdirSync(folder).map(fd => readFileSync(`${folder}/${fd}`, 'latin1'));
  const numbers = (name: string): number[] =>
    texts.flatMap(text => {
      const number = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  const programs = numbers('prog_id');
  return { programs, links: numbers('link_id'), maps: [...new Set(programs.flatMap(mapsOf))] };
}

/** struct bpf_prog_info: nr_map_ids at 52, map_ids at 56. */
function mapsOf(program: number): number[] {
  const fd = bpf('program', command.programById, [[0, program]]);
  const [info, ids] = [new Uint8Array(256), new Uint32Array(64)];
  const view = new DataView(info.buffer);
  try {
    view.setUint32(52, ids.length, true);
    view.setBigUint64(56, addressOf(ids), true);
    bpf('info', command.infoOf, [
      [0, fd],
      [4, info.length],
      [8, info],
    ]);
    return [...ids.subarray(0, view.getUint32(52, true))];
  } finally {
    close(fd);
  }
}

/** Those that the kernel still has. */
export const alive = ({ programs, maps, links }: Objects): Objects => ({
  programs: programs.filter(number => has(command.programById, number)),
  maps: maps.filter(number => has(command.mapById, number)),
  links: links.filter(number => has(command.linkById, number)),
});

function has(what: number, number: number): boolean {
  try {
    close(bpf('object', what, [[0, number]]));
    return true;
  } catch (error) {
    if (error instanceof BpfError && error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Has the kernel run a program of BPF_PROG_TYPE_SK_LOOKUP for a made-up packet (5.13); the cookie of the socket that it chose,
 * 0n for none.
 */
export function chosenFor(program: number, context: Uint8Array): bigint {
  const result = Uint8Array.from(context);
  bpf('test run', command.testRun, [
    [0, program],
    [40, context.length],
    [44, result.length],
    [48, context],
    [56, result],
  ]);
  return new DataView(result.buffer).getBigUint64(0, true);
}
