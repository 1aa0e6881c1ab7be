import type { Address } from '../../net/address.ts';
import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import { isShort, taken } from './shortage.ts';
import { decodeSockaddr } from './sockaddr.ts';

/** Takes over an accepted connection, and its descriptor with it. */
export type OnHandshake = (connection: number, handshake: Handshake) => void;

/** `time` in milliseconds since the epoch. */
interface Handshake {
  readonly time: number;
  readonly source: Address;
  readonly sourcePort: number;
  readonly target: Address;
  readonly port: number;
}

const acceptFlags = abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC;

const peer = new DataView(new ArrayBuffer(128));
const own = new DataView(new ArrayBuffer(128));
const length = new Uint32Array(1);

/**
 * Takes so many of the connections that wait, at most. accept4 tells the peer and getsockname the address and port that it
 * asked for, also of a connection that the peer has reset already, as nmap -sT does. Returns false when connections wait
 * that cannot be taken for want of descriptors or memory.
 */
export function takeHandshakes(fd: number, most: number, onHandshake: OnHandshake): boolean {
  for (let i = 0; i < most; i++) {
    // Whoever is taken is closed by `onHandshake`: nothing that may fail stands in between.
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
    taken();
    length[0] = own.byteLength;
    libc.getsockname(connection, own, length);
    onHandshake(connection, {
      time,
      source: decodeSockaddr(peer),
      sourcePort: peer.getUint16(abi.sockaddrIn.port),
      target: decodeSockaddr(own),
      port: own.getUint16(abi.sockaddrIn.port),
    });
  }
  return true;
}
