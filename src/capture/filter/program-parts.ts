import * as ip from '../numbers.ts';
import { bpf, type Code, jump, type Label, step, test } from './bpf.ts';
import type { Watch } from './watch.ts';

/** What the filter's halves for IPv4 and IPv6 have in common. */

/** Scratch memory of the filter. X is the offset of the transport header wherever nothing else is said. */
export const memory = { isFragment: 0, next: 1, needed: 2, offset: 3, list: 4 } as const;

/**
 * Which list of the watch the port must be in. `syn` and `answer`, a SYN and a SYN-ACK, mean that of TCP: the port that a
 * packet goes to, or the one that it leaves from, as nothing but these two and datagrams may.
 */
export const list = { tcp: 0, udp: 1, late: 2, syn: 3, answer: 4 } as const;

/** Where the halves may go: `ports` with X set and memory.list written, when all but the ports is fine. */
export interface Exits {
  readonly no: Label;
  readonly ports: Label;
  /** More extension headers than the filter walks: the decoder is to see. */
  readonly deep: Label;
}

/** Refuses unless the half-word at `at` is at least A + X; X is lost. */
export const sizeAtLeastA = (at: number, no: Label): Code => [
  step(bpf.addX),
  step(bpf.tax),
  step(bpf.ldh, at),
  test(bpf.jgeX, 0, undefined, no),
];

/** Notes how much of the transport header must be there, and in which list its port. */
export const need = (bytes: number, of: number, then: Label): Code => [
  step(bpf.ldImmediate, bytes),
  step(bpf.st, memory.needed),
  step(bpf.ldImmediate, of),
  step(bpf.st, memory.list),
  jump(then),
];

/** Refuses segments of connections by the flags; what is left of TCP goes to `then`. */
export function flags(watch: Watch, then: Label, no: Label): Code {
  const syn = Symbol('syn');
  const probe = [test(bpf.jset, ip.ACK | ip.RST, no), ...need(ip.tcpNeeded, list.tcp, then)];
  return [
    step(bpf.ldbx, ip.flagsAt),
    test(bpf.jset, ip.SYN, syn),
    ...(watch.late.length === 0 ? probe : lateOr(probe, then)),
    syn,
    ...withSyn(then, no),
  ];
}

function lateOr(probe: Code, then: Label): Code {
  const late = Symbol('late');
  return [
    step(bpf.and, ip.classicFlags),
    test(bpf.jeq, ip.ACK, late),
    test(bpf.jeq, ip.FIN | ip.ACK, late),
    ...probe,
    late,
    ...need(ip.tcpNeeded, list.late, then),
  ];
}

function withSyn(then: Label, no: Label): Code {
  const [answer, alone] = [Symbol('answer'), Symbol('alone')];
  return [
    step(bpf.and, ip.classicFlags),
    test(bpf.jeq, ip.SYN, alone),
    test(bpf.jeq, ip.SYN | ip.ACK, answer),
    test(bpf.jset, ip.ACK | ip.RST, no),
    ...need(ip.tcpNeeded, list.tcp, then),
    alone,
    ...need(ip.tcpNeeded, list.syn, then),
    answer,
    ...need(ip.tcpNeeded, list.answer, then),
  ];
}
