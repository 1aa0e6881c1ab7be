import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import { type Endpoint, encodeSockaddr } from './sockaddr.ts';

const backlog = 511;
/** A forged SYN gets its SYN-ACK once more and not five times: whoever is there needs no third. */
export const synAckRepeats = 1;
const acceptFlags = abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC;

/** Opens a listener and returns its descriptor. Throws libc.SystemError (EADDRINUSE, EACCES, EADDRNOTAVAIL ...). */
export function openTcp(endpoint: Endpoint, family: number): number {
  const fd = libc.ok('socket', libc.socket(family, abi.SOCK_STREAM | acceptFlags, 0));
  try {
    // A TIME_WAIT left by the last scan must not blind the port after a restart; SO_REUSEPORT is never set.
    setFlag(fd, abi.SOL_SOCKET, abi.SO_REUSEADDR, 1);
    if (family === abi.AF_INET6) setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_V6ONLY, 0);
    const address = encodeSockaddr(endpoint, family);
    bindToDevice(fd, endpoint);
    libc.ok('bind', libc.bind(fd, address, address.byteLength));
    setFlag(fd, abi.IPPROTO_TCP, abi.TCP_SYNCNT, synAckRepeats);
    listenWithoutFastOpen(fd, backlog);
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/**
 * With `net.ipv4.tcp_fastopen` 1539 (a server, every listener, no cookie asked for) accept() hands over a connection for
 * one forged SYN with data, in the state SYN_RECV: no handshake at all. Only the first listen() of a socket reads that
 * setting and makes room for such connections, as much as the backlog it is given (__inet_listen_sk in net/ipv4/af_inet.c,
 * 6.18), and without that room none is taken, whatever cookie it brings. So the first one has a backlog of 0.
 *
 * Tried: TCP_FASTOPEN 0 before listen() changes nothing; behind it it helps, and leaves a moment in between. The sysctl
 * set later, and a second listen() under it, reach no socket that listens already. In old kernels a second form of the setting
 * gave room of its own (TFO_SERVER_WO_SOCKOPT2), which the option takes away; one that does not know it has no fast open.
 *
 * Nothing else makes accept() prove less: TCP_DEFER_ACCEPT only waits longer, Multipath TCP has to be asked for with a
 * protocol of its own, and who answers a SYN cookie has seen it, but for one blind guess in 2^29 while the queue
 * overflows (4 sizes of segment, 2 minutes: net/ipv4/syncookies.c).
 */
export function listenWithoutFastOpen(fd: number, waiting: number): void {
  libc.ok('listen', libc.listen(fd, 0));
  libc.setsockopt(fd, abi.IPPROTO_TCP, abi.TCP_FASTOPEN, new Int32Array([0]), 4);
  libc.ok('listen', libc.listen(fd, waiting));
}

/**
 * Whatever addresses the interface has, and gets later, this socket takes in what comes by it (socket(7)): one for each port,
 * not one for each address. Needs no right since Linux 5.7, and CAP_NET_RAW before.
 */
export function bindToDevice(fd: number, { device }: Endpoint): void {
  if (device === undefined) return;
  const name = Buffer.from(device.name);
  libc.ok('setsockopt', libc.setsockopt(fd, abi.SOL_SOCKET, abi.SO_BINDTODEVICE, name, name.length));
}

export function setFlag(fd: number, level: number, option: number, value: number): void {
  libc.ok('setsockopt', libc.setsockopt(fd, level, option, new Int32Array([value]), 4));
}
