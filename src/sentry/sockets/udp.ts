import { answerBytes, isAnswer } from '../../capture/answer/answer.ts';
import { type Address, addressFromBytes } from '../../net/address.ts';
import type { Report } from '../../probe.ts';
import * as abi from '../../sys/abi.ts';
import * as libc from '../../sys/libc.ts';
import type { MayAnswer } from './answers.ts';
import { isShort, taken } from './shortage.ts';
import { decodeSockaddr, type Endpoint, encodeSockaddr } from './sockaddr.ts';
import { bindToDevice, setFlag } from './tcp.ts';

/** Datagrams taken from one socket before the others have their turn. */
const burst = 64;

/** One block of memory for recvmsg: header, vector, peer address, control data. Its address never changes. */
const layout = { iov: 64, name: 128, control: 256, size: 512 };
const nameSize = abi.sockaddrIn6.size;
const controlSize = layout.size - layout.control;
const block = new DataView(new ArrayBuffer(layout.size));
const blockAddress = libc.addressOf(block);

/** The beginning of the datagram that came last. */
const content = new DataView(new ArrayBuffer(answerBytes));
const contentAddress = libc.addressOf(content);

/** Opens a socket and returns its descriptor. Throws libc.SystemError (EADDRINUSE, EACCES, EADDRNOTAVAIL ...). */
export function openUdp(endpoint: Endpoint, family: number): number {
  const type = abi.SOCK_DGRAM | abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC;
  const fd = libc.ok('socket', libc.socket(family, type, 0));
  try {
    // No SO_REUSEADDR here: on a UDP port it would take a live service's datagrams away.
    if (family === abi.AF_INET6) {
      setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_V6ONLY, 0);
      setFlag(fd, abi.IPPROTO_IPV6, abi.IPV6_RECVPKTINFO, 1);
    } else setFlag(fd, abi.IPPROTO_IP, abi.IP_PKTINFO, 1);
    const address = encodeSockaddr(endpoint, family);
    bindToDevice(fd, endpoint);
    libc.ok('bind', libc.bind(fd, address, address.byteLength));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/**
 * Takes the waiting datagrams of one socket and reports each. Of their content only the beginning leaves the kernel, to tell
 * the answers of name and time servers, and goes no further. Returns false when the kernel was short of memory, as an
 * Opener's drain does.
 */
export function drainUdp(
  fd: number,
  port: number,
  banner: Buffer,
  mayAnswer: MayAnswer,
  report: Report,
): boolean {
  for (let i = 0; i < burst; i++) {
    prepare(contentAddress, answerBytes);
    // With MSG_TRUNC the length is the datagram's, however little of it there was room for: recv(2).
    const size = Number(libc.recvmsg(fd, blockAddress, abi.MSG_DONTWAIT | abi.MSG_TRUNC));
    if (size < 0) return !isShort(libc.errnoName());
    taken();
    const arrival = arrivalOf();
    if (arrival === undefined) continue;
    const source = decodeSockaddr(block, layout.name);
    const time = Date.now();
    // The port stands at the same place in both families.
    const from = block.getUint16(layout.name + abi.sockaddrIn6.port);
    if (banner.length > 0 && mayAnswer(from, time)) answer(fd, banner);
    const evidence = 'packet';
    const answers = isAnswer(from, content, 0, Math.min(size, answerBytes), size);
    report({ time, source, ...arrival, protocol: 'udp', port, kind: 'udp', evidence, isAnswer: answers });
  }
  return true;
}

/** Points the header at the block, and at `base` for the content. */
function prepare(base: bigint, size: number): void {
  block.setBigUint64(abi.msghdr.name, blockAddress + BigInt(layout.name), true);
  block.setUint32(abi.msghdr.nameLength, nameSize, true);
  block.setBigUint64(abi.msghdr.iov, blockAddress + BigInt(layout.iov), true);
  block.setBigUint64(abi.msghdr.iovLength, 1n, true);
  block.setBigUint64(abi.msghdr.control, blockAddress + BigInt(layout.control), true);
  block.setBigUint64(abi.msghdr.controlLength, BigInt(controlSize), true);
  block.setBigUint64(layout.iov + abi.iovec.base, base, true);
  block.setBigUint64(layout.iov + abi.iovec.length, BigInt(size), true);
}

/** Where the datagram was sent to and by what it came in, from IP_PKTINFO or IPV6_PKTINFO, see ip(7) and ipv6(7). */
function arrivalOf(): { target: Address; device: number } | undefined {
  if (block.getBigUint64(abi.msghdr.controlLength, true) < abi.cmsghdr.size) return undefined;
  const data = layout.control + abi.cmsghdr.size;
  const isIPv6 = block.getInt32(layout.control + abi.cmsghdr.level, true) === abi.IPPROTO_IPV6;
  const { address, interfaceIndex } = isIPv6 ? abi.in6Pktinfo : abi.inPktinfo;
  return {
    target: addressFromBytes(block, data + address, isIPv6 ? 16 : 4),
    device: block.getInt32(data + interfaceIndex, true),
  };
}

/** Answers from the address that was asked: the control data of the question serves as that of the answer. */
function answer(fd: number, banner: Buffer): void {
  const nameLength = block.getUint32(abi.msghdr.nameLength, true);
  const controlLength = block.getBigUint64(abi.msghdr.controlLength, true);
  prepare(libc.addressOf(banner), banner.length);
  block.setUint32(abi.msghdr.nameLength, nameLength, true);
  block.setBigUint64(abi.msghdr.controlLength, controlLength, true);
  libc.sendmsg(fd, blockAddress, abi.MSG_DONTWAIT | abi.MSG_NOSIGNAL);
}
