import { readFileSync, statSync } from 'node:fs';

/** A cgroup v2 folder that is mounted here. */
export interface CgroupRoot {
  readonly path: string;
  /** True for the kernel's own root, below which every process of this machine is. */
  readonly isKernelRoot: boolean;
}

/** cgroup_id of the kernel's root, which is its inode (kernel/cgroup/cgroup.c: "allocate cgroup id 1 to root"). */
const rootInode = 1;

/** The topmost folder of cgroup v2 that is to be seen here; undefined on a host with cgroup v1 alone. */
export function findCgroupRoot(
  mounts = readFileSync('/proc/self/mountinfo', 'utf8'),
): CgroupRoot | undefined {
  const roots = cgroupMounts(mounts).flatMap(path => {
    try {
      return [{ path, isKernelRoot: statSync(path).ino === rootInode }];
    } catch {
      return [];
    }
  });
  return roots.find(({ isKernelRoot }) => isKernelRoot) ?? roots[0];
}

/** Where cgroup2 is mounted, from proc_pid_mountinfo(5): the fifth field, with blanks as \040; the kind is behind " - ". */
export function cgroupMounts(mounts: string): string[] {
  return mounts.split('\n').flatMap(line => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, path] = left.split(' ');
    if (!right.startsWith('cgroup2 ') || path === undefined || root !== '/') return [];
    return [path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))];
  });
}
