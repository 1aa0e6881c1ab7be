import type { Report } from '../probe.ts';
import * as abi from '../sys/abi.ts';
import * as libc from '../sys/libc.ts';
import { diag } from '../util/diag.ts';
import type { Farewell } from './farewell.ts';
import { decodeSockaddr, encodeSockaddr, type Place } from './sockaddr.ts';

const backlog = 511;
/** Connections taken from one listener before the others have their turn. */
const burst = 16;
const acceptFlags = abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC;

const peer = new DataView(new ArrayBuffer(128));
const own = new DataView(new ArrayBuffer(128));
const length = new Uint32Array(1);

/** Opens a listener and answers its descriptor. Throws libc.SystemError (EADDRINUSE, EACCES, EADDRNOTAVAIL ...). */
export function openTcp(place: Place, family: number): number {
  const fd = libc.ok('socket', libc.socket(family, abi.SOCK_STREAM | acceptFlags, 0));
  try {
    // A TIME_WAIT left by the last scan must not blind the port after a restart; SO_REUSEPORT is never set.
    setFlag(fd, abi.SOL_SOCKET, abi.SO_REUSEADDR, 1);
    if (family === abi.AF_INET6) setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_V6ONLY, 0);
    const address = encodeSockaddr(place, family);
    libc.ok('bind', libc.bind(fd, address, address.byteLength));
    libc.ok('listen', libc.listen(fd, backlog));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

export function setFlag(fd: number, level: number, option: number, value: number): void {
  libc.ok('setsockopt', libc.setsockopt(fd, level, option, new Int32Array([value]), 4));
}

/**
 * Takes the waiting connections of one listener, reports each and closes it with the farewell.
 * accept4 tells the peer's address even when the peer has reset the connection already, as nmap -sT does.
 * Answers false when connections wait that cannot be taken for want of descriptors or memory.
 */
export function drainTcp(fd: number, port: number, farewell: Farewell, report: Report): boolean {
  for (let i = 0; i < burst; i++) {
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
    const time = Date.now();
    farewell(connection, time);
    const [source, target] = [decodeSockaddr(peer), decodeSockaddr(own)];
    report({ time, source, target, protocol: 'tcp', port, kind: 'connect', evidence: 'handshake' });
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
