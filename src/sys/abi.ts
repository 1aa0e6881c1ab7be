import { arch, endianness } from 'node:os';

/**
 * Linux's numbers and layouts, from the kernel's uapi headers (asm-generic/socket.h, linux/in.h, linux/in6.h,
 * linux/eventpoll.h) and socket.h of the C library. They are the same on every 64-bit little-endian port that
 * Node runs on, but for the epoll_event below.
 */

/** True where the layouts in this file hold. */
export const isSupported = (): boolean =>
  process.platform === 'linux' &&
  endianness() === 'LE' &&
  ['x64', 'arm64', 'riscv64', 'loong64'].includes(arch());

export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_LINGER = 13;
export const IPPROTO_IP = 0;
export const IP_PKTINFO = 8;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
export const IPV6_RECVPKTINFO = 49;

export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLLIN = 1;

/** struct epoll_event is packed on x86-64 alone: { u32 events; u64 data } without the gap. */
export const epollEvent = arch() === 'x64' ? { size: 12, data: 4 } : { size: 16, data: 8 };

/** struct sockaddr_in6: family, port (network order), flow, 16 address bytes, scope. */
export const sockaddrIn6 = { size: 28, family: 0, port: 2, address: 8, scope: 24 };

/** struct sockaddr_in: family, port (network order), 4 address bytes. */
export const sockaddrIn = { size: 16, family: 0, port: 2, address: 4 };

/** struct msghdr and struct iovec with 8-byte pointers. */
export const msghdr = {
  size: 56,
  name: 0,
  nameLength: 8,
  iov: 16,
  iovLength: 24,
  control: 32,
  controlLength: 40,
};
export const iovec = { size: 16, base: 0, length: 8 };

/** struct cmsghdr, then its data; the two that carry a datagram's true destination. */
export const cmsghdr = { size: 16, level: 8, type: 12 };
export const inPktinfoAddress = 8;
export const in6PktinfoAddress = 0;
