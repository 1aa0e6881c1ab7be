import { readFileSync, stat } from 'node:fs';
import { capset, koffiFault, ok, prctl, setgroups, setresgid, setresuid } from '../libc.ts';
import { forbidNewPrivs } from './no-new-privs.ts';

/** Capabilities by their number in linux/capability.h. */
export const CAP_CHOWN = 0;
export const CAP_DAC_OVERRIDE = 1;
export const CAP_SETPCAP = 8;
export const CAP_NET_BIND_SERVICE = 10;
export const CAP_NET_ADMIN = 12;
export const CAP_NET_RAW = 13;
export const CAP_SYS_ADMIN = 21;
export const CAP_BPF = 39;

const PR_SET_KEEPCAPS = 8;
/** _LINUX_CAPABILITY_VERSION_3 of linux/capability.h: two 32-bit words for each set. */
const capabilityVersion = 0x20080522;

/** A user to become, from passwd(5). */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The user of that name in /etc/passwd, or undefined. */
export function findUser(name: string): User | undefined {
  const fields = readFileSync('/etc/passwd', 'latin1')
    .split('\n')
    .map(line => line.split(':'))
    .find(([candidate]) => candidate === name);
  return fields === undefined || name === ''
    ? undefined
    : { name, uid: Number(fields[2]), gid: Number(fields[3]) };
}

/**
 * Becomes `user`, if there is one, and gives up every capability but `kept` (and of those only what is held), for ever.
 * What is open stays open. Becoming another user takes everything from every thread, and only the main one, which makes
 * every system call that needs a right, gets `kept` back; without `user` the others keep what they have, since
 * capset(2) reaches the calling thread alone. See capabilities(7). No thread may gain a right any more by running a
 * program: returns why not all of them were told, undefined when they were. Throws when the kernel refuses anything else,
 * which must end the program.
 */
export function dropRights(user: User | undefined, kept: readonly number[]): string | undefined {
  // Without koffi nothing can be kept, nor dropped but by becoming somebody else, which drops all.
  if (koffiFault() !== undefined) {
    become(user);
    return koffiFault();
  }
  startHelpers();
  ok('prctl', prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
  become(user);
  const held = capabilities('CapPrm');
  setCapabilities(kept.reduce((set, capability) => set | ((1n << BigInt(capability)) & held), 0n));
  return forbidNewPrivs();
}

/**
 * A thread begins with the rights of the one that starts it. libuv starts its own with the first work for them, which comes
 * after this in Node.js 22 and later: they would get what is kept.
 */
function startHelpers(): void {
  stat('/', () => {});
}

/**
 * By the C library itself, which reaches every thread (nptl(7)): with the libuv of Debian 13, Node's own calls always
 * throw ("io_uring may be enabled. See CVE-2024-22017").
 */
function become(user: User | undefined): void {
  if (user === undefined) return;
  const { uid, gid } = user;
  if (koffiFault() !== undefined) {
    process.setgroups?.([]);
    process.setgid?.(gid);
    process.setuid?.(uid);
    return;
  }
  ok('setgroups', setgroups(0, null));
  ok('setresgid', setresgid(gid, gid, gid));
  ok('setresuid', setresuid(uid, uid, uid));
}

/** A capability set of the main thread, from proc_pid_status(5): CapPrm, CapEff ... */
const capabilities = (set: string): bigint => BigInt(`0x${inStatus(set)}`);

/** What stands there, in hexadecimal; 0 where it is not known. */
function inStatus(name: string): string {
  const status = readFileSync('/proc/self/status', 'latin1');
  return new RegExp(`^${name}:\\s+([0-9a-f]+)`, 'm').exec(status)?.[1] ?? '0';
}

/** True when the main thread may use the capability now. */
export const may = (capability: number): boolean =>
  (capabilities('CapEff') & (1n << BigInt(capability))) !== 0n;

/** True when the main thread holds no capability, would hand none on to a program that it runs, and none can be gained. */
export const hasNoneForEver = (): boolean =>
  ['CapInh', 'CapPrm', 'CapAmb'].every(set => capabilities(set) === 0n) && inStatus('NoNewPrivs') === '1';

function setCapabilities(set: bigint): void {
  const header = new Uint32Array([capabilityVersion, 0]);
  const [low, high] = [Number(set & 0xffffffffn), Number(set >> 32n)];
  const inheritable = 0;
  ok('capset', capset(header, new Uint32Array([low, low, inheritable, high, high, inheritable])));
}
