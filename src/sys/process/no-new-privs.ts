import { arch } from 'node:os';
import { isSupported, sockFprog } from '../abi.ts';
import { addressOf, ok, prctl, SystemError, syscall } from '../libc.ts';

/**
 * No thread of this process may gain a right any more by running a program (PR_SET_NO_NEW_PRIVS of prctl(2)). That call
 * reaches the calling thread and those it makes from then on, and V8's and libuv's are there before any JavaScript runs.
 * seccomp(2) with SECCOMP_FILTER_FLAG_TSYNC reaches all of them, and hands on no_new_privs with its filter
 * (seccomp_sync_threads in kernel/seccomp.c); ours allows every call.
 */

const PR_SET_NO_NEW_PRIVS = 38;
/** linux/seccomp.h; the last one keeps kernels before 5.16 from slowing every thread down for it. */
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;
const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
const SECCOMP_RET_ALLOW = 0x7fff0000;
/** linux/bpf_common.h: return a constant. */
const BPF_RET_K = 6;

/** asm/unistd.h: x86-64 has its own table, the other ports that `isSupported` knows share asm-generic's. */
const seccompNumber = arch() === 'x64' ? 317 : 277;

/**
 * Says so for every thread. Throws SystemError where the kernel refuses it for the calling one, and ENOSYS without koffi;
 * returns why the others were not reached, undefined when they were.
 */
export function forbidNewPrivs(): string | undefined {
  ok('prctl', prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  if (!isSupported()) return `seccomp: its number is not known on ${arch()}`;
  try {
    const flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    const refused = ok('seccomp', syscall(seccompNumber, SECCOMP_SET_MODE_FILTER, flags, allowAll()));
    return refused === 0 ? undefined : `seccomp: thread ${refused} cannot follow`;
  } catch (error) {
    if (error instanceof SystemError) return error.message;
    throw error;
  }
}

/** A struct sock_fprog with one instruction. */
function allowAll(): DataView {
  const program = new DataView(new ArrayBuffer(sockFprog.size));
  program.setUint16(sockFprog.count, 1, true);
  program.setBigUint64(sockFprog.program, addressOf(instructions), true);
  return program;
}

/** Larger than the one instruction: the address of a small buffer may change. */
const instructions = new DataView(new ArrayBuffer(128));
instructions.setUint16(0, BPF_RET_K, true);
instructions.setUint32(4, SECCOMP_RET_ALLOW, true);
