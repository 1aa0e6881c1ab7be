import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { isSupported } from '../../../sys/abi.ts';
import { close, koffiFault, SystemError } from '../../../sys/libc.ts';
import { CAP_BPF, CAP_NET_ADMIN, CAP_SYS_ADMIN, may } from '../../../sys/process/rights.ts';
import { BpfError } from '../bpf/system-call.ts';
import { createShared } from '../memory/shared.ts';
import { loadLookup } from './load.ts';
import { isAtLeast, raiseMemlock } from './memlock.ts';

/**
 * Why one socket for all ports cannot be had here, as a clause that says what to do about it where something can be done;
 * undefined when it can. Loads the program and lets go of it again, so it is right about the kernel, the container and
 * the rights of this very process.
 */
export const whyNoTrap = (): string | undefined => whyRefused(tryLoading);

/** The same of what somebody else tries. */
export function whyRefused(attempt: () => void): string | undefined {
  if (!isSupported()) return `it needs 64-bit Linux, this is ${process.platform} ${process.arch}`;
  const fault = koffiFault();
  if (fault !== undefined) return fault;
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return reasonOf(error);
  }
}

function tryLoading(): void {
  raiseMemlock();
  const shared = createShared();
  try {
    close(loadLookup(shared.maps).program);
  } finally {
    shared.closeMaps();
    shared.unmap();
  }
}

/** What this process is, for the reason; the kernel itself says no more than a number. */
export interface Circumstances {
  readonly release: string;
  readonly hasRights: boolean;
  /** In a user namespace of its own no right counts for BPF. */
  readonly isNamespaced: boolean;
}

export function circumstances(): Circumstances {
  return {
    release: release(),
    hasRights: (may(CAP_BPF) || may(CAP_SYS_ADMIN)) && may(CAP_NET_ADMIN),
    isNamespaced: !isWholeMap(readMap()),
  };
}

const readMap = (): string => {
  try {
    return readFileSync('/proc/self/uid_map', 'latin1');
  } catch {
    // A kernel without user namespaces.
    return '0 0 4294967295';
  }
};

/** All users of the machine, as in the first user namespace (user_namespaces(7)). */
const isWholeMap = (text: string): boolean => /^\s*0\s+0\s+4294967295\s*$/.test(text);

/** The reason for what the kernel has refused. */
export function reasonOf(error: SystemError, here = circumstances()): string {
  if (!isAtLeast(5, 9, here.release)) return `it needs Linux 5.9, this is ${here.release}`;
  if (error.code === 'ENOSYS') return 'this kernel has no bpf(2)';
  // EACCES with a log is the verifier's, without one a security module's.
  const isForbidden =
    error.code === 'EPERM' || (error.code === 'EACCES' && !(error instanceof BpfError && error.log));
  if (!isForbidden) return error.message;
  if (here.isNamespaced)
    return 'a user namespace (a rootless container, PrivateUsers= of systemd) has no right to BPF';
  if (!here.hasRights) return 'it needs the rights CAP_BPF and CAP_NET_ADMIN while it starts: start as root';
  const limit = isAtLeast(5, 11, here.release)
    ? ''
    : ', or the limit of locked memory is below 16 MB (LimitMEMLOCK=)';
  return `something forbids bpf(2): a container's or unit's system call filter, or a security module${limit}`;
}
