import * as ip from '../numbers.ts';
import { bpf, type Code, jump, type Label, step, test } from './bpf.ts';
import { type Exits, flags, list, memory, need, sizeAtLeastA } from './program-parts.ts';
import type { Watch } from './watch.ts';

/** Extension headers that the kernel walks; a filter has no loops. */
const walked = 4;

/** Everything about IPv6 but the ports: walks the chain of extension headers first. */
export function ipv6(watch: Watch, { no, ports, deep }: Exits): Code {
  const [tcp, udp, check] = [Symbol('tcp'), Symbol('udp'), Symbol('check')];
  return [
    step(bpf.ldImmediate, 0),
    step(bpf.st, memory.isFragment),
    step(bpf.ldxImmediate, ip.headerIPv6),
    step(bpf.ldb, 6),
    ...Array.from({ length: walked }, () => extension(tcp, udp, no)).flat(),
    ...last(tcp, udp, deep, no),
    tcp,
    ...tcpFlags(watch, check, no),
    udp,
    ...need(ip.portsNeeded, list.udp, check),
    check,
    step(bpf.stx, memory.offset),
    ...versionIPv6(no),
    step(bpf.ldMemory, memory.needed),
    step(bpf.sub, ip.headerIPv6),
    ...sizeAtLeastA(4, no),
    step(bpf.ldxMemory, memory.offset),
    jump(ports),
  ];
}

function tcpFlags(watch: Watch, check: Label, no: Label): Code {
  const [whole, long] = [Symbol('whole'), Symbol('long')];
  return [
    step(bpf.ldMemory, memory.isFragment),
    test(bpf.jeq, 0, whole),
    ...hasRoom(ip.tcpNeeded, long),
    step(bpf.ldxMemory, memory.offset),
    ...need(ip.portsNeeded, list.tcp, check),
    long,
    step(bpf.ldxMemory, memory.offset),
    whole,
    ...flags(watch, check, no),
  ];
}

/** The EtherType alone does not make it IPv6: the kernel drops a packet that says otherwise. */
export const versionIPv6 = (no: Label): Code => [
  step(bpf.ldb, 0),
  step(bpf.and, 0xf0),
  test(bpf.jeq, 0x60, undefined, no),
];

/** To `yes` when the payload length has room for `needed` bytes of transport; X goes to memory. */
const hasRoom = (needed: number, yes: Label): Code => [
  step(bpf.stx, memory.offset),
  step(bpf.txa),
  step(bpf.sub, ip.headerIPv6 - needed),
  step(bpf.tax),
  step(bpf.ldh, 4),
  test(bpf.jgeX, 0, yes),
];

/** One header of the chain: its kind in A, its offset in X; afterwards those of the next one. */
function extension(tcp: Label, udp: Label, no: Label): Code {
  const [isFragment, isOption, more, first, next] = [
    Symbol('isFragment'),
    Symbol('isOption'),
    Symbol('more'),
    Symbol('first'),
    Symbol('next'),
  ];
  return [
    test(bpf.jeq, ip.protocolTcp, tcp),
    test(bpf.jeq, ip.protocolUdp, udp),
    test(bpf.jeq, ip.fragment, isFragment),
    test(bpf.jeq, ip.hopByHop, isOption),
    test(bpf.jeq, ip.destinationOptions, isOption),
    test(bpf.jeq, ip.routing, isOption, no),
    isFragment,
    step(bpf.ldhx, 2),
    test(bpf.jset, ip.fragmentOffsetIPv6, no),
    test(bpf.jset, ip.moreFragmentsIPv6, more, first),
    more,
    step(bpf.st, memory.isFragment),
    first,
    step(bpf.ldbx, 0),
    step(bpf.st, memory.next),
    step(bpf.ldImmediate, 8),
    jump(next),
    isOption,
    step(bpf.ldbx, 0),
    step(bpf.st, memory.next),
    step(bpf.ldbx, 1),
    step(bpf.add, 1),
    step(bpf.lsh, 3),
    next,
    step(bpf.addX),
    step(bpf.tax),
    step(bpf.ldMemory, memory.next),
  ];
}

/** What stands behind the last header that is walked. */
const last = (tcp: Label, udp: Label, deep: Label, no: Label): Code => [
  test(bpf.jeq, ip.protocolTcp, tcp),
  test(bpf.jeq, ip.protocolUdp, udp),
  test(bpf.jeq, ip.fragment, deep),
  test(bpf.jeq, ip.hopByHop, deep),
  test(bpf.jeq, ip.destinationOptions, deep),
  test(bpf.jeq, ip.routing, deep, no),
];
