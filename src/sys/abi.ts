import { arch, endianness } from 'node:os';

/**
 * Linux's numbers and layouts, from the kernel's uapi headers (asm-generic/socket.h, linux/in.h, linux/in6.h,
 * linux/tcp.h, linux/eventpoll.h) and socket.h of the C library. They are the same on every 64-bit little-endian port that
 * Node runs on, but for the epoll_event below.
 */

/** True where the layouts in this file hold. */
export const isSupported = (): boolean =>
  process.platform === 'linux' &&
  endianness() === 'LE' &&
  ['x64', 'arm64', 'riscv64', 'loong64'].includes(arch());

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_LINGER = 13;
export const SO_BINDTODEVICE = 25;
export const SO_RCVBUFFORCE = 33;
export const SO_MEMINFO = 55;
export const SO_NETNS_COOKIE = 71;
export const IPPROTO_IP = 0;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IP_PKTINFO = 8;
export const IP_FREEBIND = 15;
export const IP_RECVORIGDSTADDR = 20;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
export const IPV6_RECVPKTINFO = 49;
export const IPV6_RECVORIGDSTADDR = 74;

/** linux/tcp.h */
export const TCP_SYNCNT = 7;
export const TCP_LINGER2 = 8;
export const TCP_USER_TIMEOUT = 18;
export const TCP_FASTOPEN = 23;

export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLLIN = 1;

/** asm-generic/socket.h, linux/if_packet.h, linux/if_ether.h, asm-generic/mman.h: the packet socket and its ring. */
export const AF_PACKET = 17;
export const SOL_PACKET = 263;
export const SO_ATTACH_FILTER = 26;
export const PACKET_RX_RING = 5;
export const PACKET_STATISTICS = 6;
export const PACKET_VERSION = 10;
export const TPACKET_V3 = 2;
export const ETH_P_ALL = 3;
export const PROT_READ_WRITE = 3;
export const MAP_SHARED = 1;
export const MAP_PRIVATE = 2;
export const MAP_FIXED = 0x10;
export const MAP_ANONYMOUS = 0x20;
export const MADV_DONTNEED = 4;

/** struct sock_fprog with 8-byte pointers: u16 count, then the address of the instructions. */
export const sockFprog = { size: 16, count: 0, program: 8 };

/** struct sockaddr_ll: family, protocol (network order), interface index, hardware type, packet type. */
export const sockaddrLl = { size: 20, family: 0, protocol: 2, interfaceIndex: 4, packetType: 10 };

/** struct tpacket_req3: seven words. */
export const tpacketReq3 = {
  size: 28,
  blockSize: 0,
  blocks: 4,
  frameSize: 8,
  frames: 12,
  retireMilliseconds: 16,
};

/** struct tpacket_block_desc with its struct tpacket_hdr_v1. */
export const tpacketBlock = { status: 8, packets: 12, first: 16 };
export const TP_STATUS_KERNEL = 0;
export const TP_STATUS_USER = 1;

/** A status of struct tpacket3_hdr: the VLAN tag in it counts. */
export const TP_STATUS_VLAN_VALID = 0x10;

/** struct tpacket_stats_v3: packets (drops included), drops, times that the ring was full. */
export const tpacketStats = { size: 12, drops: 4 };

/** struct epoll_event is packed on x86-64 alone: { u32 events; u64 data } without the gap. */
export const epollEvent = arch() === 'x64' ? { size: 12, data: 4 } : { size: 16, data: 8 };

/** struct sockaddr_in6: family, port (network order), flow, 16 address bytes, scope. */
export const sockaddrIn6 = { size: 28, family: 0, port: 2, address: 8, scope: 24 };

/** struct sockaddr_un: family, then at most so many bytes of a path, or of a NUL and an abstract name; see unix(7). */
export const sockaddrUn = { path: 2, longest: 107 };

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
export const inPktinfo = { interfaceIndex: 0, address: 8 };
export const in6Pktinfo = { address: 0, interfaceIndex: 16 };

/** linux/sock_diag.h: SO_MEMINFO gives nine words, of which this one counts what the socket had no room for. */
export const SK_MEMINFO_DROPS = 8;
export const skMeminfoWords = 9;

/** sys/file.h, sys/resource.h */
export const LOCK_EX_NB = 2 | 4;
export const RLIMIT_MEMLOCK = 8;
