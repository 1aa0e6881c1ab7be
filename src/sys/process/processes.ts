import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** A file by what the kernel knows it by. */
export interface FileId {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** A process of this network namespace. */
export interface Process {
  readonly pid: number;
  readonly words: readonly string[];
}

/** The numbers of all processes that are seen from here. */
export const processIds = (): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);

/** Every process of this network namespace: another one's sentry watches another host, such as a container. */
export function processesHere(): Process[] {
  const here = linkOf('/proc/self/ns/net');
  return processIds()
    .map(pid => ({ pid, words: textOf(`/proc/${pid}/cmdline`).split('\0') }))
    .filter(({ pid, words }) => words[0] !== '' && linkOf(`/proc/${pid}/ns/net`) === here);
}

/** The text of a file of /proc, empty where it is gone or not for this user; anything else is read by util/read-file.ts. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Where a link of /proc leads, empty where it is gone or not for this user. */
export function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The descriptors of a process and where they lead. */
function descriptors(pid: number): { readonly fd: string; readonly target: string }[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(fd => ({ fd, target: linkOf(`/proc/${pid}/fd/${fd}`) }));
  } catch {
    return [];
  }
}

/** Regular files that a process has open for writing. */
export function writtenBy(pid: number): FileId[] {
  return descriptors(pid).flatMap(({ fd, target }) => {
    if (!target.startsWith('/')) return [];
    const flags = Number.parseInt(
      /^flags:\s*([0-7]+)/m.exec(textOf(`/proc/${pid}/fdinfo/${fd}`))?.[1] ?? '0',
      8,
    );
    if ((flags & 3) === 0) return [];
    const stat = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [{ path: target, device: stat.dev, inode: stat.ino }] : [];
  });
}

/** Inodes of the sockets that a process holds. */
export const socketsOf = (pid: number): Set<string> =>
  new Set(descriptors(pid).flatMap(({ target }) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));

/** A capability set of a process, from proc_pid_status(5): CapEff, CapBnd. */
export const capabilitiesOf = (pid: number | 'self', set: string): bigint =>
  BigInt(`0x${new RegExp(`^${set}:\\s+([0-9a-f]+)`, 'm').exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0'}`);

/**
 * When a process started, in clock ticks since the machine did (field 22 of proc_pid_stat(5)), which tells it from a
 * later one that was given its number. Undefined when there is none, or only what is left of one that has ended.
 */
export function processStart(pid: number): number | undefined {
  return startIn(textOf(`/proc/${pid}/stat`));
}

/** As in a stat file; the name in brackets may hold blanks and brackets itself. */
export function startIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'X', start] = [fields[0], fields[19]];
  return start === undefined || /[ZX]/.test(state) ? undefined : Number(start);
}
