import { getSystemErrorName } from 'node:util';
import { SOCK_CLOEXEC, SOCK_NONBLOCK } from '../abi.ts';
import { errnoName, close as libcClose, ok, recv, SystemError, send, setsockopt, socket } from '../libc.ts';

/** One answer's body: `view` is read in place and only good until the handler returns. */
export type OnBody = (view: DataView, offset: number, end: number) => void;

/** A netlink(7) socket that asks one question at a time and has the whole answer when the call returns. */
export interface Netlink {
  /**
   * Sends one request and hands over each answer. 0 when the kernel was content, else its errno (positive). Throws
   * SystemError when the exchange itself fails; the socket is of no more use then.
   */
  ask(type: number, body: Uint8Array, onBody: OnBody): number;
  /** As `ask`, for a question with many answers (NLM_F_DUMP). */
  dump(type: number, body: Uint8Array, onBody: OnBody): number;
  close(): void;
}

// linux/netlink.h
export const AF_NETLINK = 16;
export const SOCK_RAW = 3;
/** Has a dump hold to what its request asks for, such as one table (netlink(7), Linux 4.20). */
const SOL_NETLINK = 270;
const NETLINK_GET_STRICT_CHK = 12;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
/** struct nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 pid. */
export const netlinkHeader = 16;

/** The kernel never fills more than 32 KiB at a time (netlink_recvmsg in net/netlink/af_netlink.c). */
const receiveSize = 65_536;

/**
 * Opens a socket for one netlink protocol; throws SystemError when the kernel has none.
 * @param strict for dumps of what the request names alone; throws SystemError where the kernel does not know that
 */
export function openNetlink(protocol: number, strict?: 'strict'): Netlink {
  const fd = ok('socket', socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (strict !== undefined) beStrict(fd);
  const answer = new DataView(new ArrayBuffer(receiveSize));
  let sequence = 0;
  const exchange = (type: number, flags: number, body: Uint8Array, onBody: OnBody): number => {
    sequence = (sequence + 1) >>> 0;
    const request = requestOf(type, flags, sequence, body);
    ok('send', send(fd, request, request.length, 0));
    // The kernel answers within send() and goes on with a dump within recv(): there is nothing to wait for.
    for (;;) {
      const result = readAnswers(answer, receive(fd, answer), sequence, flags === NLM_F_DUMP, onBody);
      if (result !== undefined) return result;
    }
  };
  return {
    ask: (type, body, onBody) => exchange(type, 0, body, onBody),
    dump: (type, body, onBody) => exchange(type, NLM_F_DUMP, body, onBody),
    close: () => {
      libcClose(fd);
    },
  };
}

function beStrict(fd: number): void {
  if (setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, new Int32Array([1]), 4) === 0) return;
  const code = errnoName();
  libcClose(fd);
  throw new SystemError('setsockopt', code);
}

/** Called for each attribute with its type and where its data begins and ends. */
export type OnAttribute = (type: number, data: number, end: number) => void;

/** The bits of an attribute's type that say what its data is like (NLA_TYPE_MASK of linux/netlink.h). */
const typeBits = 0x3fff;

/**
 * Walks attributes up to `end`: u16 length, u16 type, data, padded to 4 (struct nlattr, linux/netlink.h). What is cut short
 * ends the walk.
 */
export function eachAttribute(view: DataView, offset: number, end: number, onAttribute: OnAttribute): void {
  const limit = Math.min(end, view.byteLength);
  for (let at = offset; at + 4 <= limit; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > limit) return;
    onAttribute(view.getUint16(at + 2, true) & typeBits, at + 4, at + length);
    at += (length + 3) & ~3;
  }
}

/** The name of an errno that `ask` or `dump` answered, such as ENOENT. */
export const netlinkErrorName = (errno: number): string => getSystemErrorName(-errno);

function requestOf(type: number, flags: number, sequence: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(netlinkHeader + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST | flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(body, netlinkHeader);
  return bytes;
}

function receive(fd: number, into: DataView): number {
  for (;;) {
    const size = Number(recv(fd, into, into.byteLength, 0));
    if (size >= 0) return size;
    const code = errnoName();
    if (code !== 'EINTR') throw new SystemError('recv', code);
  }
}

/** Walks the messages of one read; returns an errno (0: fine) when that was the end, undefined when more is to come. */
function readAnswers(
  view: DataView,
  size: number,
  sequence: number,
  many: boolean,
  onBody: OnBody,
): number | undefined {
  for (let at = 0; at + netlinkHeader <= size; ) {
    const length = view.getUint32(at, true);
    if (length < netlinkHeader || at + length > size) throw new SystemError('recv', 'EBADMSG');
    const type = view.getUint16(at + 4, true);
    if (view.getUint32(at + 8, true) === sequence) {
      // Both carry the errno, negative, first: struct nlmsgerr, and what a dump's function returned.
      if (type === NLMSG_ERROR || type === NLMSG_DONE) {
        return length >= netlinkHeader + 4 ? Math.max(0, -view.getInt32(at + netlinkHeader, true)) : 0;
      }
      onBody(view, at + netlinkHeader, at + length);
      if (!many) return 0;
    }
    at += (length + 3) & ~3;
  }
  return undefined;
}
