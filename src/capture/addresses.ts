import { type Address, addressFromBytes } from '../net/address.ts';
import * as abi from '../sys/abi.ts';
import * as libc from '../sys/libc.ts';

/** linux/netlink.h and linux/rtnetlink.h; struct nlmsghdr has 16 bytes, struct ifaddrmsg 8, struct rtattr 4. */
const AF_NETLINK = 16;
const SOCK_RAW = 3;
const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;
const NLM_F_REQUEST_DUMP = 0x301;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;

const buffer = new DataView(new ArrayBuffer(32_768));
const align = (length: number): number => (length + 3) & ~3;

/**
 * Every address of this host, from rtnetlink(7). Unlike networkInterfaces() of node:os, which leaves out what has no
 * carrier yet: the kernel answers for those too. Throws libc.SystemError.
 */
export function hostAddresses(): Address[] {
  const fd = libc.ok('socket', libc.socket(AF_NETLINK, SOCK_RAW | abi.SOCK_CLOEXEC, 0));
  try {
    const request = new DataView(new ArrayBuffer(24));
    request.setUint32(0, request.byteLength, true);
    request.setUint16(4, RTM_GETADDR, true);
    request.setUint16(6, NLM_F_REQUEST_DUMP, true);
    libc.ok('send', libc.send(fd, request, request.byteLength, 0));
    const found: Address[] = [];
    while (!readMessages(libc.ok('recv', libc.recv(fd, buffer, buffer.byteLength, 0)), found));
    return found;
  } finally {
    libc.close(fd);
  }
}

/** True when the kernel has said all. */
function readMessages(size: number, found: Address[]): boolean {
  for (let at = 0; at + 16 <= size; ) {
    const length = buffer.getUint32(at, true);
    const type = buffer.getUint16(at + 4, true);
    if (type === NLMSG_DONE || type === NLMSG_ERROR || length < 16) return true;
    if (type === RTM_NEWADDR) readAddress(at, at + length, found);
    at += align(length);
  }
  return size === 0;
}

/** On a point-to-point link IFA_ADDRESS is the peer's: IFA_LOCAL is ours where there is one. */
function readAddress(start: number, end: number, found: Address[]): void {
  const size = buffer.getUint8(start + 16) === abi.AF_INET ? 4 : 16;
  let address: Address | undefined;
  for (let at = start + 24; at + 4 + size <= end; at += align(Math.max(4, buffer.getUint16(at, true)))) {
    const type = buffer.getUint16(at + 2, true);
    if (type === IFA_LOCAL || (type === IFA_ADDRESS && address === undefined)) {
      address = addressFromBytes(buffer, at + 4, size);
    }
  }
  if (address !== undefined) found.push(address);
}
