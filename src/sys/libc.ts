import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import type Koffi from 'koffi';
import { steady } from '../util/steady.ts';

/**
 * The few calls of the C library that Node does not have or asks too late; see socket(2), epoll(7), cmsg(3), mmap(2).
 * Where koffi has no binary for the platform each of them throws ENOSYS, so that what does without them still runs.
 */

type Call = (...args: (number | bigint | ArrayBufferView | null)[]) => number;

let fault: string | undefined;
const koffi = loadKoffi();
const libc = koffi?.load(null);

function loadKoffi(): typeof Koffi | undefined {
  try {
    return createRequire(import.meta.url)('koffi') as typeof Koffi;
  } catch (error) {
    fault = `koffi does not load: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    return undefined;
  }
}

/** Why the calls of this file cannot be made here; undefined when they can. */
export const koffiFault = (): string | undefined => fault;

function call(prototype: string): Call {
  return (
    libc?.func(prototype) ??
    (() => {
      throw new SystemError(prototype, 'ENOSYS');
    })
  );
}

export const socket = call('int socket(int, int, int)');
export const setsockopt = call('int setsockopt(int, int, int, void *, uint32_t)');
export const getsockopt = call('int getsockopt(int, int, int, void *, void *)');
export const mmap = call('int64_t mmap(void *, uint64_t, int, int, int, int64_t)');
export const munmap = call('int munmap(void *, uint64_t)');
export const madvise = call('int madvise(uint64_t, uint64_t, int)');
export const bind = call('int bind(int, void *, uint32_t)');
export const listen = call('int listen(int, int)');
export const accept4 = call('int accept4(int, void *, void *, int)');
export const getsockname = call('int getsockname(int, void *, void *)');
export const send = call('int64_t send(int, void *, uint64_t, int)');
export const sendto = call('int64_t sendto(int, void *, uint64_t, int, void *, uint32_t)');
export const recv = call('int64_t recv(int, void *, uint64_t, int)');
export const recvmsg = call('int64_t recvmsg(int, void *, int)');
export const sendmsg = call('int64_t sendmsg(int, void *, int)');
export const close = call('int close(int)');
export const ifNameToIndex = call('unsigned int if_nametoindex(void *)');
export const prctl = call('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
/** With the arguments of seccomp(2), which the C library has no function for. */
export const syscall = call('long syscall(long, unsigned int, unsigned int, void *)');
export const capset = call('int capset(void *, void *)');
export const setgroups = call('int setgroups(size_t, void *)');
export const setresgid = call('int setresgid(uint32_t, uint32_t, uint32_t)');
export const setresuid = call('int setresuid(uint32_t, uint32_t, uint32_t)');
export const flock = call('int flock(int, int)');
export const setrlimit = call('int setrlimit(int, void *)');
/** With the arguments of bpf(2), which the C library has no function for either. */
export const syscallOnMemory = call('int64_t syscall(int64_t, int64_t, void *, uint64_t)');
export const epollCreate = call('int epoll_create1(int)');
export const epollCtl = call('int epoll_ctl(int, int, int, void *)');
export const epollWait = call('int epoll_wait(int, void *, int, int)');

/** A call of the C library that failed; `code` is the errno's name, such as EADDRINUSE. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly code: string;
  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** The errno's name of the call just made, which must have failed. */
export const errnoName = (): string => getSystemErrorName(-(koffi?.errno() ?? 0));

/** Passes a result on, or throws SystemError when it is -1. To be used right after the call. */
export function ok(call: string, result: number): number {
  if (result < 0) throw new SystemError(call, errnoName());
  return result;
}

/** The address of a buffer of more than 64 bytes (a smaller one may be moved by the garbage collector). */
export const addressOf = (buffer: ArrayBufferView): bigint => koffi?.address(buffer) ?? 0n;

/**
 * What `onReadable` returns. A pause leaves what comes unread; nothing keeps the process alive meanwhile. After `close` none
 * of them does anything.
 */
export interface Readable {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly close: () => void;
}

/** Calls back whenever a descriptor is readable, and says what that throws; keeps the process alive until it is closed. */
export function onReadable(fd: number, callback: () => void): Readable {
  if (koffi === undefined) throw new SystemError('poll', 'ENOSYS');
  const work = steady('reading what has come', callback);
  const handle = koffi.node.poll(fd, { readable: true }, work);
  // The handle must stay reachable, or it is collected and the process ends without a word.
  alive.add(handle);
  // To use or to close a handle that is closed ends the process.
  const isOpen = (): boolean => alive.has(handle);
  return {
    pause: () => {
      if (isOpen()) handle.stop();
    },
    resume: () => {
      if (isOpen()) handle.start({ readable: true }, work);
    },
    close: () => {
      if (!isOpen()) return;
      handle.stop();
      handle.close();
      alive.delete(handle);
    },
  };
}

const alive = new Set<ReturnType<typeof Koffi.node.poll>>();

/**
 * Memory that mmap has given, in place. Nothing may touch it after munmap: that would end the process. Nor can it be
 * detached: Node.js 18 and 20 pass over it in a transfer, 22 refuses.
 */
export function memoryAt(address: number, size: number): ArrayBuffer {
  if (koffi === undefined) throw new SystemError('mmap', 'ENOSYS');
  return koffi.view(BigInt(address), size);
}
