import type { Address } from '../../../net/address.ts';
import type { Protocol } from '../../../probe.ts';
import * as abi from '../../../sys/abi.ts';
import * as libc from '../../../sys/libc.ts';
import { encodeSockaddr } from '../../sockets/sockaddr.ts';
import { listenWithoutFastOpen, setFlag, synAckRepeats } from '../../sockets/tcp.ts';
import { socketKey } from '../bpf/tables.ts';

/** A socket of ours that takes what was sent to any port. */
export interface OwnSocket {
  readonly fd: number;
  readonly protocol: Protocol;
  /** Where it is bound, on loopback. */
  readonly port: number;
  /** Its place in the map of sockets. */
  readonly key: number;
}

/** Connections that may wait to be taken, of all ports together; net.core.somaxconn may allow fewer. */
export const backlog = 4096;
/** A FIN that nobody takes is given up after so many milliseconds. */
const patience = 3_000;
/** Room for datagrams of all ports together, in bytes. */
const receiveRoom = 4 << 20;

const homes: readonly (readonly [family: number, address: Address])[] = [
  [abi.AF_INET, [0, 0, 0xffff, 0x7f000001]],
  [abi.AF_INET6, [0, 0, 0, 1]],
];

/**
 * Opens a TCP listener and a UDP socket of each family that the kernel has. They are bound to loopback, on ports of the
 * kernel's choice, so that nobody outside reaches those ports: the program hands over what they take. Throws SystemError.
 */
export function openSockets(): OwnSocket[] {
  const opened: OwnSocket[] = [];
  try {
    for (const protocol of ['tcp', 'udp'] as const)
      for (const [i, [family, address]] of homes.entries()) {
        const fd = openOne(protocol, family, address);
        if (fd !== undefined) opened.push({ fd, protocol, port: portOf(fd), key: socketKey[protocol] + i });
      }
    return opened;
  } catch (error) {
    for (const { fd } of opened) libc.close(fd);
    throw error;
  }
}

/** Undefined when the kernel is without IPv6. */
function openOne(protocol: Protocol, family: number, address: Address): number | undefined {
  const type = protocol === 'tcp' ? abi.SOCK_STREAM : abi.SOCK_DGRAM;
  const fd = libc.socket(family, type | abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC, 0);
  if (fd < 0 && family === abi.AF_INET6 && libc.errnoName() === 'EAFNOSUPPORT') return undefined;
  libc.ok('socket', fd);
  try {
    if (family === abi.AF_INET6) setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_V6ONLY, 1);
    // Where loopback is down or without ::1, the address is no address of this host.
    setFlag(fd, abi.IPPROTO_IP, abi.IP_FREEBIND, 1);
    const place = encodeSockaddr({ address, port: 0, scope: 0 }, family);
    if (protocol === 'tcp') becomeListener(fd, place);
    else becomeReceiver(fd, family, place);
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** What an accepted connection inherits is set here, once. */
function becomeListener(fd: number, place: DataView): void {
  // A connection of ours must not keep a service that sets this too from the port.
  setFlag(fd, abi.SOL_SOCKET, abi.SO_REUSEADDR, 1);
  setFlag(fd, abi.IPPROTO_TCP, abi.TCP_SYNCNT, synAckRepeats);
  setFlag(fd, abi.IPPROTO_TCP, abi.TCP_USER_TIMEOUT, patience);
  // Once the peer has our FIN, nothing stays: FIN_WAIT2 and the TIME_WAIT after it would hold the port of a service.
  setFlag(fd, abi.IPPROTO_TCP, abi.TCP_LINGER2, -1);
  libc.ok('bind', libc.bind(fd, place, place.byteLength));
  listenWithoutFastOpen(fd, backlog);
}

/** Each datagram comes with the address and the port that it was sent to, and the interface that it came by. */
function becomeReceiver(fd: number, family: number, place: DataView): void {
  if (family === abi.AF_INET6) {
    setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_RECVORIGDSTADDR, 1);
    setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_RECVPKTINFO, 1);
  } else {
    setFlag(fd, abi.IPPROTO_IP, abi.IP_RECVORIGDSTADDR, 1);
    setFlag(fd, abi.IPPROTO_IP, abi.IP_PKTINFO, 1);
  }
  // Beyond net.core.rmem_max with CAP_NET_ADMIN alone, which is there while programs are loaded.
  libc.setsockopt(fd, abi.SOL_SOCKET, abi.SO_RCVBUFFORCE, new Int32Array([receiveRoom]), 4);
  libc.ok('bind', libc.bind(fd, place, place.byteLength));
}

function portOf(fd: number): number {
  const [address, size] = [new DataView(new ArrayBuffer(abi.sockaddrIn6.size)), new Uint32Array(1)];
  size[0] = address.byteLength;
  libc.ok('getsockname', libc.getsockname(fd, address, size));
  return address.getUint16(abi.sockaddrIn.port);
}
