import { SOCK_CLOEXEC, SOCK_NONBLOCK } from '../abi.ts';
import { bind, close, errnoName, ok, recv, SystemError, setsockopt, socket } from '../libc.ts';
import { leastAge } from './connection-age.ts';
import { peerOf, portOf } from './inet-diag.ts';
import { AF_NETLINK, netlinkHeader, SOCK_RAW } from './netlink.ts';
import { NETLINK_SOCK_DIAG, type OnEnding } from './sock-diag.ts';

/**
 * The TCP sockets of this network namespace as they go, listeners too, however short they lived: the kernel tells them to
 * every listener to a multicast group of sock_diag, without a right (sock_diag_broadcast_destroy and
 * NL_CFG_F_NONROOT_RECV in net/core/sock_diag.c). What waits is bounded by the socket's buffer.
 */
export interface Endings {
  /** Reads what waits; true when the kernel had more to tell than room to keep it. */
  read(onEnding: OnEnding): boolean;
  /** Stops and starts to listen: while nobody does, an ending costs the kernel nothing. */
  leave(): void;
  join(): void;
  close(): void;
}

// linux/sock_diag.h, linux/netlink.h, asm-generic/socket.h
const groups = { ipv4: 1, ipv6: 3 } as const;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_DROP_MEMBERSHIP = 2;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
/** More than net.core.rmem_max is not given: usually room for 500 endings. */
const wantedRoom = 1 << 20;
/** One ending is 400 bytes. */
const largest = 4096;

/**
 * Opens it and listens. Throws SystemError where the kernel has no such group.
 * @param room bytes that may wait, of which the kernel takes two for each, and some for itself
 */
export function openEndings(room = wantedRoom): Endings {
  const fd = ok('socket', socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  const message = new DataView(new ArrayBuffer(largest));
  const set = (level: number, option: number, value: number): void => {
    ok('setsockopt', setsockopt(fd, level, option, new Int32Array([value]), 4));
  };
  const each = (option: number): void => {
    for (const group of Object.values(groups)) set(SOL_NETLINK, option, group);
  };
  try {
    set(SOL_SOCKET, SO_RCVBUF, room);
    // struct sockaddr_nl with nothing in it: the kernel tells only sockets that have an address, and gives one.
    const anyAddress = new DataView(new ArrayBuffer(12));
    anyAddress.setUint16(0, AF_NETLINK, true);
    ok('bind', bind(fd, anyAddress, anyAddress.byteLength));
    each(NETLINK_ADD_MEMBERSHIP);
  } catch (error) {
    close(fd);
    throw error;
  }
  return {
    read: onEnding => readAll(fd, message, onEnding),
    leave: () => each(NETLINK_DROP_MEMBERSHIP),
    join: () => each(NETLINK_ADD_MEMBERSHIP),
    close: () => {
      close(fd);
    },
  };
}

function readAll(fd: number, message: DataView, onEnding: OnEnding): boolean {
  for (let lost = false; ; ) {
    const size = Number(recv(fd, message, message.byteLength, 0));
    if (size >= 0) {
      if (size > netlinkHeader) tell(message, size, onEnding);
      continue;
    }
    const code = errnoName();
    if (code === 'EAGAIN') return lost;
    // ENOBUFS: some were thrown away; those kept are still to be read.
    if (code === 'ENOBUFS') lost = true;
    else if (code !== 'EINTR') throw new SystemError('recv', code);
  }
}

function tell(message: DataView, size: number, onEnding: OnEnding): void {
  const peer = peerOf(message, netlinkHeader);
  // A listener has no peer.
  if (peer[3] === 0 && (peer[2] === 0 || peer[2] === 0xffff) && peer[0] === 0) return;
  onEnding(peer, portOf(message, netlinkHeader), leastAge(message, netlinkHeader, size));
}
