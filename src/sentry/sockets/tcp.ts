import type { Report } from '../../probe.ts';
import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import { diag } from '../../util/diag.ts';
import type { Farewell } from './farewell.ts';
import { decodeSockaddr, type Endpoint, encodeSockaddr } from './sockaddr.ts';

const backlog = 511;
/** A forged SYN gets its SYN-ACK once more and not five times: whoever is there needs no third. */
export const synAckRepeats = 1;
/** Connections taken from one listener before the others have their turn. */
const burst = 16;
const acceptFlags = abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC;

const peer = new DataView(new ArrayBuffer(128));
const own = new DataView(new ArrayBuffer(128));
const length = new Uint32Array(1);

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

/**
 * Takes the waiting connections of one listener, reports each and closes it with the farewell.
 * accept4 tells the peer's address even when the peer has reset the connection already, as nmap -sT does.
 * Returns false when connections wait that cannot be taken for want of descriptors or memory.
 */
export function drainTcp(fd: number, port: number, farewell: Farewell, report: Report): boolean {
  for (let i = 0; i < burst; i++) {
    // A connection that is taken is closed by the farewell: nothing that may fail stands in between.
    const time = Date.now();
    length[0] = peer.byteLength;
    const connection = libc.accept4(fd, peer, length, acceptFlags);
    if (connection < 0) {
      const code = libc.errnoName();
      if (isShort(code)) return false;
      if (code === 'EAGAIN' || code === 'EINVAL' || code === 'EBADF') return true;
      // ECONNABORTED and the network errors of accept(2) belong to one connection: the next may be whole.
      continue;
    }
    length[0] = own.byteLength;
    libc.getsockname(connection, own, length);
    farewell(connection, time);
    const [source, target] = [decodeSockaddr(peer), decodeSockaddr(own)];
    // The port stands at the same place in both families.
    const sourcePort = peer.getUint16(abi.sockaddrIn6.port);
    report({
      time,
      source,
      target,
      protocol: 'tcp',
      port,
      kind: 'connect',
      evidence: 'handshake',
      sourcePort,
    });
  }
  return true;
}

const said = new Set<string>();

/** Whether the errno means that the system is short of something; said once, since probes wait or are lost meanwhile. */
export function isShort(code: string): boolean {
  if (!['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(code)) return false;
  if (!said.has(code))
    diag('error', `${code}: no descriptor or memory to take a connection with; trying again`);
  said.add(code);
  return true;
}
