import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openSockDiag } from '../../../sys/netlink/sock-diag.ts';
import type { CgroupRoot } from './cgroup.ts';

/**
 * Why hooks on this cgroup miss programs of this network namespace; undefined when none is known. The kernel's root misses
 * nobody. In a container the network namespace may reach further than the cgroup, and its other programs may not even
 * be seen in /proc: their sockets then tell of them.
 */
export function whoIsOutside(root: CgroupRoot): string | undefined {
  if (root.isKernelRoot) return undefined;
  const pids = processesOutside();
  if (pids.length > 0)
    return `process ${pids.slice(0, 3).join(', ')} of this network namespace is outside ${root.path}`;
  return hasStrangeSocket(root.path)
    ? `a socket of this network namespace belongs to a program outside ${root.path}`
    : undefined;
}

/** Of cgroup v2 the line has hierarchy 0; a folder above the reader's own root begins with "/.." (cgroup_namespaces(7)). */
export const isOutside = (cgroupText: string): boolean => /^0::\/\.\./m.test(cgroupText);

function processesOutside(): string[] {
  const ours = namespaceOf('self');
  return readdirSync('/proc').filter(name => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return isOutside(readFileSync(`/proc/${name}/cgroup`, 'latin1')) && namespaceOf(name) === ours;
    } catch {
      // It has ended.
      return false;
    }
  });
}

/**
 * Tells network namespaces apart: each has files of its own below net, with numbers of their own (fs/proc/proc_net.c). The
 * link ns/net says nothing of a process with more rights than ours (ptrace(2), "Ptrace access mode checking").
 */
const namespaceOf = (pid: string): bigint => statSync(`/proc/${pid}/net/dev`, { bigint: true }).ino;

function hasStrangeSocket(path: string): boolean {
  const diag = openSockDiag();
  if (diag === undefined) return false;
  try {
    const known = foldersBelow(path);
    return [...diag.cgroups()].some(cgroup => !known.has(cgroup));
  } finally {
    diag.close();
  }
}

/** The inodes of a cgroup and of all below it. */
function foldersBelow(path: string, known = new Set<bigint>()): Set<bigint> {
  try {
    known.add(statSync(path, { bigint: true }).ino);
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) foldersBelow(join(path, entry.name), known);
  } catch {
    // It has been removed.
  }
  return known;
}
