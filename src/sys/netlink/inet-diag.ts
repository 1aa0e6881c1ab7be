import { AF_INET, AF_INET6 } from '../abi.ts';

/** How a request to sock_diag(7) is written and its answer read: linux/inet_diag.h. */

export type Transport = 'tcp' | 'udp';

/** An address as four 32-bit words, IPv4 in its mapped form. */
export type Words = readonly [number, number, number, number];

/** What one socket holds. */
export interface SocketEntry {
  /** 0.0.0.0 (mapped) or :: when it takes every address. */
  readonly address: Words;
  readonly port: number;
  /** The other side; port 0 when there is none. */
  readonly peer: Words;
  readonly peerPort: number;
  /** True for an IPv6 socket that takes no IPv4; undefined where the kernel did not say. */
  readonly v6only: boolean | undefined;
}

/** The two ends of a packet that came to this host. */
export interface Arrival {
  readonly target: Words;
  readonly port: number;
  readonly source: Words;
  readonly sourcePort: number;
  /** Index of the interface it came by; 0 when unknown: link-local and device-bound sockets are not found then. */
  readonly device: number;
}

/** The two ends of a connection of this host's, as of a packet of it that comes in. */
export type Connection = Arrival;

/**
 * Whose a packet is: nobody's; of a socket that takes it from any sender; 'talks', of one that is connected with
 * its very sender.
 */
export type Owned = boolean | 'talks';

/** TCP's states as bits of a mask (include/net/tcp_states.h). */
export const states = {
  established: 1 << 1,
  timeWait: 1 << 6,
  close: 1 << 7,
  listen: 1 << 10,
  /** Past a finished handshake and no longer ESTABLISHED: FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSE_WAIT, LAST_ACK, CLOSING. */
  ending: (1 << 4) | (1 << 5) | (1 << 6) | (1 << 8) | (1 << 9) | (1 << 11),
  all: 0xffff,
} as const;

const protocolNumber = { tcp: 6, udp: 17 } as const;

/** struct inet_diag_req_v2: 8 bytes, then struct inet_diag_sockid. */
const requestSize = 56;
const identity = { sourcePort: 8, targetPort: 10, source: 12, target: 28, device: 44, cookie: 48 };
const noCookie = 0xffffffff;
const bytecodeAttribute = 1;

/** INET_DIAG_INFO, a struct tcp_info; a request asks for attribute N by bit N - 1 of its third byte. */
export const infoAttribute = 2;
const extensions = 2;

/**
 * A dump of the sockets in any of `stateMask`; `bytecode`, when there is one, is the kernel's own filter. With `info` each
 * answer carries a struct tcp_info, which makes it four times as long.
 */
export function dumpRequest(
  family: number,
  protocol: Transport,
  stateMask: number,
  bytecode?: Uint8Array,
  info = false,
): Uint8Array {
  const extra = bytecode === undefined ? 0 : 4 + bytecode.length;
  const [bytes, view] = blank(family, protocol, stateMask, extra);
  if (info) view.setUint8(extensions, 1 << (infoAttribute - 1));
  if (bytecode !== undefined) {
    view.setUint16(requestSize, extra, true);
    view.setUint16(requestSize + 2, bytecodeAttribute, true);
    bytes.set(bytecode, requestSize + 4);
  }
  return bytes;
}

/**
 * Asks which one socket the kernel would give this packet to: wildcards, dual-stack and bound devices are judged by the
 * kernel's own lookup. TCP wants this host as the source of the socket, UDP wants it as the target ("src and dst are
 * swapped for historical reasons", net/ipv4/udp_diag.c).
 */
export function ownerRequest(protocol: Transport, arrival: Arrival): Uint8Array {
  const ipv4 = isMapped(arrival.target) && isMapped(arrival.source);
  const [bytes, view] = blank(ipv4 ? AF_INET : AF_INET6, protocol, states.all, 0);
  const local = { address: arrival.target, port: arrival.port };
  const remote = { address: arrival.source, port: arrival.sourcePort };
  const [first, second] = protocol === 'tcp' ? [local, remote] : [remote, local];
  view.setUint16(identity.sourcePort, first.port);
  view.setUint16(identity.targetPort, second.port);
  setAddress(view, identity.source, first.address, ipv4);
  setAddress(view, identity.target, second.address, ipv4);
  view.setUint32(identity.device, arrival.device, true);
  view.setUint32(identity.cookie, noCookie, true);
  view.setUint32(identity.cookie + 4, noCookie, true);
  return bytes;
}

function blank(
  family: number,
  protocol: Transport,
  stateMask: number,
  extra: number,
): [bytes: Uint8Array, view: DataView] {
  const bytes = new Uint8Array(requestSize + extra);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, family);
  view.setUint8(1, protocolNumber[protocol]);
  view.setUint32(4, stateMask, true);
  return [bytes, view];
}

function setAddress(view: DataView, offset: number, address: Words, ipv4: boolean): void {
  if (ipv4) view.setUint32(offset, address[3]);
  else for (const i of [0, 1, 2, 3] as const) view.setUint32(offset + 4 * i, address[i]);
}

export const isMapped = (address: Words): boolean =>
  address[0] === 0 && address[1] === 0 && address[2] === 0xffff;

/** struct inet_diag_msg: 4 bytes, struct inet_diag_sockid, five counters, then attributes. */
export const message = {
  state: 1,
  timer: 2,
  port: 4,
  peerPort: 6,
  address: 8,
  peer: 24,
  device: 40,
  expires: 52,
  size: 72,
};
const v6onlyAttribute = 11;
/** INET_DIAG_CGROUP_ID (5.9): the number of the cgroup v2 folder, which is its inode. */
const cgroupAttribute = 21;

/** The local port of an answer, without the cost of the rest. */
export const portOf = (view: DataView, offset: number): number => view.getUint16(offset + message.port);

/** The state of an answer, as a bit of `states`. */
export const stateOf = (view: DataView, offset: number): number => 1 << view.getUint8(offset + message.state);

/** The connection of an answer, with the interface that its socket is bound to. */
export function connectionOf(view: DataView, offset: number): Connection {
  const ipv4 = view.getUint8(offset) === AF_INET;
  return {
    target: wordsAt(view, offset + message.address, ipv4),
    port: portOf(view, offset),
    source: wordsAt(view, offset + message.peer, ipv4),
    sourcePort: peerPortOf(view, offset),
    device: view.getUint32(offset + message.device, true),
  };
}

/** The other side's port, 0 when there is none, without the cost of the rest. */
export const peerPortOf = (view: DataView, offset: number): number =>
  view.getUint16(offset + message.peerPort);

/** The other side of an answer, without the cost of the rest. */
export const peerOf = (view: DataView, offset: number): Words =>
  wordsAt(view, offset + message.peer, view.getUint8(offset) === AF_INET);

/** Reads a whole answer. */
export function socketEntry(view: DataView, offset: number, end: number): SocketEntry {
  const ipv4 = view.getUint8(offset) === AF_INET;
  return {
    address: wordsAt(view, offset + message.address, ipv4),
    port: portOf(view, offset),
    peer: wordsAt(view, offset + message.peer, ipv4),
    peerPort: peerPortOf(view, offset),
    v6only: ipv4 ? false : v6onlyOf(view, offset + message.size, end),
  };
}

function wordsAt(view: DataView, offset: number, ipv4: boolean): Words {
  if (ipv4) return [0, 0, 0xffff, view.getUint32(offset)];
  const word = (i: number): number => view.getUint32(offset + 4 * i);
  return [word(0), word(1), word(2), word(3)];
}

function v6onlyOf(view: DataView, offset: number, end: number): boolean | undefined {
  const at = attributeAt(view, offset, end, v6onlyAttribute, 1);
  return at === undefined ? undefined : view.getUint8(at) !== 0;
}

/** The cgroup of the program that made the socket; undefined where the kernel did not say. */
export const cgroupOf = (view: DataView, offset: number, end: number): bigint | undefined => {
  const at = attributeAt(view, offset + message.size, end, cgroupAttribute, 8);
  return at === undefined ? undefined : view.getBigUint64(at, true);
};

/**
 * Where the data of an attribute begins, if it is there and has `size` bytes. Attributes are u16 length, u16 type, data,
 * padded to 4 (struct nlattr, linux/netlink.h).
 */
export function attributeAt(
  view: DataView,
  offset: number,
  end: number,
  type: number,
  size: number,
): number | undefined {
  for (let at = offset; at + 4 <= end; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > end) return undefined;
    if (view.getUint16(at + 2, true) === type) return length >= 4 + size ? at + 4 : undefined;
    at += (length + 3) & ~3;
  }
  return undefined;
}
