import type { Address } from '../../../net/address.ts';
import * as abi from '../../../sys/abi.ts';
import * as libc from '../../../sys/libc.ts';
import { decodeSockaddr } from '../../sockaddr.ts';
import { isShort } from '../../tcp.ts';

/** `time` in milliseconds since the epoch. */
export type OnDatagram = (source: Address, target: Address, port: number, time: number) => void;

/** Datagrams taken before others have their turn. */
const burst = 64;

/** One block of memory for recvmsg: header, vector, peer address, one byte of content, control data. Its address never changes. */
const layout = { iov: 64, name: 80, content: 112, control: 128, size: 384 };
const nameSize = abi.sockaddrIn6.size;
const block = new DataView(new ArrayBuffer(layout.size));
const blockAddress = libc.addressOf(block);

/**
 * Takes the datagrams that wait; their content is dropped inside the kernel. Returns false when the kernel was short of
 * memory.
 */
export function takeDatagrams(fd: number, onDatagram: OnDatagram): boolean {
  for (let i = 0; i < burst; i++) {
    prepare();
    if (libc.recvmsg(fd, blockAddress, abi.MSG_DONTWAIT) < 0) return !isShort(libc.errnoName());
    if (block.getBigUint64(abi.msghdr.controlLength, true) <= abi.cmsghdr.size) continue;
    // IP_ORIGDSTADDR or IPV6_ORIGDSTADDR, which is all that was asked for: a sockaddr of the destination, see ip(7).
    const at = layout.control + abi.cmsghdr.size;
    const port = block.getUint16(at + abi.sockaddrIn.port);
    onDatagram(decodeSockaddr(block, layout.name), decodeSockaddr(block, at), port, Date.now());
  }
  return true;
}

/**
 * Points the header at the block. There must be room for a byte of content: a read of none from a socket that is in a map
 * returns at once and takes nothing (udp_bpf_recvmsg in net/ipv4/udp_bpf.c).
 */
function prepare(): void {
  block.setBigUint64(abi.msghdr.name, blockAddress + BigInt(layout.name), true);
  block.setUint32(abi.msghdr.nameLength, nameSize, true);
  block.setBigUint64(abi.msghdr.iov, blockAddress + BigInt(layout.iov), true);
  block.setBigUint64(abi.msghdr.iovLength, 1n, true);
  block.setBigUint64(abi.msghdr.control, blockAddress + BigInt(layout.control), true);
  block.setBigUint64(abi.msghdr.controlLength, BigInt(layout.size - layout.control), true);
  block.setBigUint64(layout.iov + abi.iovec.base, blockAddress + BigInt(layout.content), true);
  block.setBigUint64(layout.iov + abi.iovec.length, 1n, true);
}
