import { AF_INET, IPPROTO_TCP, IPPROTO_UDP } from '../../../sys/abi.ts';
import {
  add,
  andNumber,
  type Code,
  call,
  copy,
  exit,
  jump,
  type Label,
  load,
  memoryOf,
  r0,
  r1,
  r2,
  r3,
  r6,
  r7,
  r8,
  set,
  setWide,
  shiftLeft,
  store,
  whenDiffers,
  whenEqual,
  whenNot,
} from './instructions.ts';
import { goOn, helper, sock, sockOps, TCP_LISTEN_CB } from './numbers.ts';
import { type Maps, settings, times } from './tables.ts';

/**
 * Notes when a port was bound: the program of BPF_CGROUP_INET4_POST_BIND and, with AF_INET6, of INET6_POST_BIND. It runs
 * for every bind on this machine, and looks away from those of other network namespaces.
 */
export function bindHook(family: number, cookie: bigint, maps: Maps): Code {
  const [note, allow] = [Symbol('note'), Symbol('allow')];
  const address = family === AF_INET ? ipv4(sock.address4, allow) : ipv6(sock.address6, allow);
  return [
    copy(r6, r1),
    ...unlessElsewhere(cookie, allow),
    ...unlessOnLoopback(maps, address),
    ...placeOf(sock.port),
    load(4, r2, r6, sock.protocol),
    memoryOf(r8, maps.bound.tcp),
    // MPTCP binds a TCP socket of its own, which is what is seen here.
    whenEqual(r2, IPPROTO_TCP, note),
    memoryOf(r8, maps.bound.udp),
    whenNot(r2, IPPROTO_UDP, allow),
    note,
    ...noteTime(),
    allow,
    set(r0, goOn),
    exit(),
  ];
}

/**
 * Notes when a TCP socket began to listen, with or without a bind before it: the program of BPF_PROG_TYPE_SOCK_OPS. It runs
 * at some moments of every TCP connection; `reply` is left as it is, 0 or what another program has said.
 */
export function listenHook(cookie: bigint, maps: Maps): Code {
  const done = Symbol('done');
  return [
    copy(r6, r1),
    load(4, r2, r6, sockOps.op),
    whenNot(r2, TCP_LISTEN_CB, done),
    ...unlessElsewhere(cookie, done),
    ...unlessOnLoopback(maps, eitherFamily(done)),
    ...placeOf(sockOps.port),
    memoryOf(r8, maps.listened),
    ...noteTime(),
    done,
    set(r0, goOn),
    exit(),
  ];
}

function eitherFamily(yes: Label): Code {
  const [isIPv4, no] = [Symbol('isIPv4'), Symbol('no')];
  return [
    load(4, r2, r6, sockOps.family),
    whenEqual(r2, AF_INET, isIPv4),
    ...ipv6(sockOps.address6, yes),
    jump(no),
    isIPv4,
    ...ipv4(sockOps.address4, yes),
    no,
  ];
}

/** Goes to `other` when the socket is not of our network namespace; the context is in r1. */
const unlessElsewhere = (cookie: bigint, other: Label): Code => [
  call(helper.netnsCookie),
  setWide(r1, cookie),
  whenDiffers(r0, r1, other),
];

/** What looks at the address counts only while loopback does not. */
function unlessOnLoopback(maps: Maps, address: Code): Code {
  const counts = Symbol('counts');
  return [
    memoryOf(r1, maps.settings),
    load(4, r2, r1, settings.loopback),
    whenNot(r2, 0, counts),
    ...address,
    counts,
  ];
}

/** To `yes` for 127.0.0.0/8. */
const ipv4 = (address: number, yes: Label): Code => [
  load(4, r2, r6, address),
  andNumber(r2, 0xff),
  whenEqual(r2, 127, yes),
];

/** To `yes` for ::1 and ::ffff:127.0.0.0/104. */
function ipv6(address: number, yes: Label): Code {
  const [maybeMapped, no] = [Symbol('maybeMapped'), Symbol('no')];
  return [
    load(4, r2, r6, address),
    whenNot(r2, 0, no),
    load(4, r2, r6, address + 4),
    whenNot(r2, 0, no),
    load(4, r2, r6, address + 8),
    whenNot(r2, 0, maybeMapped),
    load(4, r2, r6, address + 12),
    // 0, 0, 0, 1 as a little-endian word.
    whenEqual(r2, 0x01000000, yes),
    maybeMapped,
    load(4, r2, r6, address + 8),
    // 0, 0, 255, 255.
    setWide(r3, 0xffff0000n),
    whenDiffers(r2, r3, no),
    ...ipv4(address + 12, yes),
    no,
  ];
}

/** r7 = the place of the socket's port in a table of times. */
const placeOf = (port: number): Code => [
  load(4, r7, r6, port),
  andNumber(r7, times.portMask),
  shiftLeft(r7, times.log2OfEntry),
];

/** Writes the time to the place r7 of the table at r8, in one store. */
const noteTime = (): Code => [add(r8, r7), call(helper.now), store(8, r8, 0, r0)];
