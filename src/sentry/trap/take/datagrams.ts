import { answerBytes, isAnswer } from '../../../capture/answer/answer.ts';
import type { Address } from '../../../net/address.ts';
import * as abi from '../../../sys/abi.ts';
import * as libc from '../../../sys/libc.ts';
import { isShort, taken } from '../../sockets/shortage.ts';
import { decodeSockaddr } from '../../sockets/sockaddr.ts';

/** A datagram without its content; `time` in milliseconds since the epoch. */
export interface Datagram {
  readonly time: number;
  readonly source: Address;
  readonly target: Address;
  readonly port: number;
  /** Index of the interface that it came by. */
  readonly device: number;
  /** As `isAnswer` of capture says of its content. */
  readonly isAnswer: boolean;
}

/** Datagrams taken before others have their turn. */
const burst = 64;

/** One block of memory for recvmsg: header, vector, peer address, control data. Its address never changes. */
const layout = { iov: 64, name: 80, control: 128, size: 384 };
const nameSize = abi.sockaddrIn6.size;
const block = new DataView(new ArrayBuffer(layout.size));
const blockAddress = libc.addressOf(block);

/** The beginning of the datagram that came last. */
const content = new DataView(new ArrayBuffer(answerBytes));
const contentAddress = libc.addressOf(content);

/**
 * Takes the datagrams that wait; of their content only the beginning leaves the kernel, to tell the answers of name and
 * time servers. Returns false when the kernel was short of memory.
 */
export function takeDatagrams(fd: number, onDatagram: (datagram: Datagram) => void): boolean {
  for (let i = 0; i < burst; i++) {
    prepare();
    // With MSG_TRUNC the length is the datagram's, however little of it there was room for: recv(2).
    const size = Number(libc.recvmsg(fd, blockAddress, abi.MSG_DONTWAIT | abi.MSG_TRUNC));
    if (size < 0) return !isShort(libc.errnoName());
    taken();
    const arrival = arrivalOf();
    if (arrival === undefined) continue;
    // The port stands at the same place in both families.
    const from = block.getUint16(layout.name + abi.sockaddrIn.port);
    const answers = isAnswer(from, content, 0, Math.min(size, answerBytes), size);
    onDatagram({
      time: Date.now(),
      source: decodeSockaddr(block, layout.name),
      ...arrival,
      isAnswer: answers,
    });
  }
  return true;
}

/** Points the header at the block. */
function prepare(): void {
  block.setBigUint64(abi.msghdr.name, blockAddress + BigInt(layout.name), true);
  block.setUint32(abi.msghdr.nameLength, nameSize, true);
  block.setBigUint64(abi.msghdr.iov, blockAddress + BigInt(layout.iov), true);
  block.setBigUint64(abi.msghdr.iovLength, 1n, true);
  block.setBigUint64(abi.msghdr.control, blockAddress + BigInt(layout.control), true);
  block.setBigUint64(abi.msghdr.controlLength, BigInt(layout.size - layout.control), true);
  block.setBigUint64(layout.iov + abi.iovec.base, contentAddress, true);
  block.setBigUint64(layout.iov + abi.iovec.length, BigInt(answerBytes), true);
}

/**
 * Where the datagram was sent to, IP_ORIGDSTADDR or IPV6_ORIGDSTADDR: a sockaddr with the port; and by what it came in,
 * IP_PKTINFO or IPV6_PKTINFO. See ip(7), ipv6(7), and cmsg(3) for how they lie behind each other.
 */
function arrivalOf(): Pick<Datagram, 'target' | 'port' | 'device'> | undefined {
  const end = layout.control + Number(block.getBigUint64(abi.msghdr.controlLength, true));
  let [target, port, device]: [Address | undefined, number, number] = [undefined, 0, 0];
  for (let at = layout.control; at + abi.cmsghdr.size <= end; ) {
    const length = Number(block.getBigUint64(at, true));
    if (length < abi.cmsghdr.size) break;
    const data = at + abi.cmsghdr.size;
    const isIPv6 = block.getInt32(at + abi.cmsghdr.level, true) === abi.IPPROTO_IPV6;
    const type = block.getInt32(at + abi.cmsghdr.type, true);
    if (type === (isIPv6 ? abi.IPV6_RECVORIGDSTADDR : abi.IP_RECVORIGDSTADDR)) {
      target = decodeSockaddr(block, data);
      port = block.getUint16(data + abi.sockaddrIn.port);
    } else device = block.getInt32(data + (isIPv6 ? abi.in6Pktinfo : abi.inPktinfo).interfaceIndex, true);
    at += (length + 7) & ~7;
  }
  return target === undefined ? undefined : { target, port, device };
}
