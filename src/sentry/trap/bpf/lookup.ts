import { AF_INET6, IPPROTO_TCP, IPPROTO_UDP } from '../../../sys/abi.ts';
import {
  add,
  addNumber,
  andNumber,
  type Code,
  call,
  copy,
  exit,
  jump,
  type Label,
  load,
  mapOf,
  memoryOf,
  r0,
  r1,
  r2,
  r3,
  r6,
  r7,
  r8,
  r9,
  set,
  setWide,
  shiftLeft,
  stack,
  store,
  storeNumber,
  whenEqual,
  whenNot,
  whenNotAbove,
} from './instructions.ts';
import { whenMember } from './members.ts';
import { helper, lookup, SK_PASS } from './numbers.ts';
import { bucketsOf, type Maps, members, socketKey, times } from './tables.ts';

/**
 * Where a key lies on the stack: an interface or an address of 16 bytes, written 8 at a time, and apart from it the 4 of a
 * socket's. Without CAP_PERFMON the verifier of Linux 6.1 takes a store into a part of a slot for an attack.
 */
const key = -16;
const shortKey = -24;

/**
 * The program of BPF_PROG_TYPE_SK_LOOKUP, for a kernel that tells by which interface a packet came (5.17) or not. It runs for each SYN and each datagram of no connection, before the kernel looks
 * for a listener, so what is for others must be passed first: at most 24 instructions for a port that is not armed.
 * Registers: r6 the packet, r7 the port's place in the tables, r8 which socket of ours, r9 when the port was armed at first.
 */
export function lookupProgram(maps: Maps, byInterface: boolean): Code {
  const [udp, armed, pass] = [Symbol('udp'), Symbol('armed'), Symbol('pass')];
  return [
    copy(r6, r1),
    load(4, r7, r6, lookup.localPort),
    andNumber(r7, times.portMask),
    shiftLeft(r7, times.log2OfEntry),
    load(4, r2, r6, lookup.protocol),
    whenEqual(r2, IPPROTO_UDP, udp),
    whenNot(r2, IPPROTO_TCP, pass),
    set(r8, socketKey.tcp),
    ...timeOf(maps.armed.tcp, r9),
    ...passUnlessArmedSince(maps.bound.tcp, pass),
    ...passUnlessArmedSince(maps.listened, pass),
    jump(armed),
    udp,
    set(r8, socketKey.udp),
    ...timeOf(maps.armed.udp, r9),
    ...passUnlessArmedSince(maps.bound.udp, pass),
    armed,
    // A connection from port 0 is a question of our own to inet_diag: who has this port without us?
    load(2, r2, r6, lookup.remotePort),
    whenEqual(r2, 0, pass),
    ...(byInterface ? passOtherInterfaces(maps.interfaces, pass) : []),
    ...passOwnAddresses(maps.own, pass),
    ...assign(maps.sockets, pass),
    pass,
    set(r0, SK_PASS),
    exit(),
  ];
}

/** `to` = the port's time in a table; r1 is lost. */
const timeOf = (table: number, to: 2 | 9): Code => [memoryOf(r1, table), add(r1, r7), load(8, to, r1, 0)];

/** Somebody has taken the port since it was found free, or it never was: 0 is not above 0. */
const passUnlessArmedSince = (held: number, pass: Label): Code => [
  ...timeOf(held, r2),
  whenNotAbove(r9, r2, pass),
];

/** Passes what is not listed, or what is when the list is marked as one of exceptions. */
function passOtherInterfaces(interfaces: number, pass: Label): Code {
  const [listed, counts] = [Symbol('listed'), Symbol('counts')];
  return [
    load(4, r2, r6, lookup.ingress),
    store(8, stack, key, r2),
    storeNumber(8, stack, key + 8, 0),
    ...whenMember(interfaces, bucketsOf.interfaces, key, listed),
    andNumber(r9, members.marked),
    whenEqual(r9, 0, pass),
    jump(counts),
    listed,
    andNumber(r9, members.marked),
    whenNot(r9, 0, pass),
    counts,
  ];
}

/** Writes the sender as a key, IPv4 in its mapped form and 127.0.0.0/8 as 127.0.0.1, and passes it when it is our own. */
function passOwnAddresses(own: number, pass: Label): Code {
  const [ipv6, ask, elsewhere] = [Symbol('ipv6'), Symbol('ask'), Symbol('elsewhere')];
  return [
    load(4, r2, r6, lookup.family),
    whenEqual(r2, AF_INET6, ipv6),
    storeNumber(8, stack, key, 0),
    load(4, r3, r6, lookup.remote4),
    copy(r2, r3),
    andNumber(r2, firstByte),
    whenNot(r2, 127, elsewhere),
    set(r3, localhost),
    elsewhere,
    setWide(r2, mappedWord),
    ...storeWords(key + 8),
    jump(ask),
    ipv6,
    addNumber(r8, 1),
    ...[0, 8].flatMap(half => [
      load(4, r2, r6, lookup.remote6 + half),
      load(4, r3, r6, lookup.remote6 + half + 4),
      ...storeWords(key + half),
    ]),
    ask,
    ...whenMember(own, bucketsOf.own, key, pass),
  ];
}

/** The words r2 and r3, which is lost, one behind the other. */
const storeWords = (at: number): Code => [shiftLeft(r3, 32), add(r2, r3), store(8, stack, at, r2)];

/** Bytes of addresses as a little-endian word: 0, 0, 255, 255 and 127.0.0.1, and what leaves the first one. */
const mappedWord = 0xffff0000n;
const localhost = 0x0100007f;
const firstByte = 0xff;

/** Hands the packet over. What another program has chosen before stays (-EEXIST), and so does what the kernel refuses. */
const assign = (sockets: number, pass: Label): Code => [
  store(4, stack, shortKey, r8),
  mapOf(r1, sockets),
  copy(r2, stack),
  addNumber(r2, shortKey),
  call(helper.mapLookup),
  // None where the kernel has no IPv6.
  whenEqual(r0, 0, pass),
  copy(r9, r0),
  copy(r1, r6),
  copy(r2, r0),
  set(r3, 0),
  call(helper.socketAssign),
  copy(r1, r9),
  call(helper.socketRelease),
];
