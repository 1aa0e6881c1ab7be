import * as ip from '../numbers.ts';
import { bpf, type Code, jump, type Label, step, test } from './bpf.ts';
import { type Exits, flags, list, memory, need, sizeAtLeastA } from './program-parts.ts';
import type { Watch } from './watch.ts';

/** Everything about IPv4 but the ports, for the EtherType in A. */
export function ipv4(watch: Watch, { ports }: Exits): Code {
  const [tcp, whole, long, check, no] = [
    Symbol('tcp'),
    Symbol('whole'),
    Symbol('long'),
    Symbol('check'),
    Symbol('no'),
  ];
  return [
    test(bpf.jeq, ip.etherTypeIPv4, undefined, no),
    step(bpf.ldh, 6),
    test(bpf.jset, ip.fragmentOffsetIPv4, no),
    step(bpf.ldxHeader),
    step(bpf.ldb, 9),
    test(bpf.jeq, ip.protocolTcp, tcp),
    test(bpf.jeq, ip.protocolUdp, undefined, no),
    ...need(ip.portsNeeded, list.udp, check),
    tcp,
    step(bpf.ldh, 6),
    test(bpf.jset, ip.moreFragmentsIPv4, undefined, whole),
    // nmap -f: the padding of a short frame must not be taken for flags.
    ...hasRoom(ip.tcpNeeded, long),
    step(bpf.ldxHeader),
    ...need(ip.portsNeeded, list.tcp, check),
    long,
    step(bpf.ldxHeader),
    whole,
    ...flags(watch, check, no),
    check,
    step(bpf.ldb, 0),
    test(bpf.jge, 0x45, undefined, no),
    test(bpf.jgt, 0x4f, no),
    step(bpf.ldMemory, memory.needed),
    ...sizeAtLeastA(2, no),
    step(bpf.ldxHeader),
    jump(ports),
    // Its own: a test does not reach over what comes behind.
    no,
    step(bpf.ret),
  ];
}

/** To `yes` when the header's total length has room for `needed` bytes of transport; X is lost. */
const hasRoom = (needed: number, yes: Label): Code => [
  step(bpf.txa),
  step(bpf.add, needed),
  step(bpf.tax),
  step(bpf.ldh, 2),
  test(bpf.jgeX, 0, yes),
];
