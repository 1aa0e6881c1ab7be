import { answerBytes, answerPorts } from '../answer/answer.ts';
import * as ip from '../numbers.ts';
import { packetOutgoing } from '../packet.ts';
import { aboutPacket, bpf, type Code, jump, type Label, step, test } from './bpf.ts';
import { portTree } from './port-tree.ts';
import { ipv4 } from './program-ipv4.ts';
import { ipv6, versionIPv6 } from './program-ipv6.ts';
import { list, memory } from './program-parts.ts';
import type { Watch } from './watch.ts';

/** Bytes of the transport header that are copied; those before it always are, and the content of what may be an answer. */
const copied = 20;
const copiedOfAnswer = ip.headerUdp + answerBytes;
/** What a chain of extension headers longer than ours copies: all of it. */
const all = 0xffff;

/**
 * The filter of a SOCK_DGRAM packet socket, where byte 0 is the first of the network layer, whichever way a packet goes.
 * Bulk TCP is refused by its flags after 13 or 14 steps; ports come last. Every length is tested before what lies behind it is read, since a load
 * out of bounds refuses the packet.
 * @param watch ranges sorted and apart
 */
export function programOf(watch: Watch): Code {
  const at = { no: Symbol('no'), ports: Symbol('ports'), deep: Symbol('deep') };
  const isIPv6 = Symbol('isIPv6');
  const leaving = Symbol('leaving');
  const lists = {
    tcp: Symbol('tcp'),
    udp: Symbol('udp'),
    late: Symbol('late'),
    fromTcp: Symbol('fromTcp'),
    fromUdp: Symbol('fromUdp'),
  };
  return [
    step(bpf.ldw, aboutPacket.etherType),
    test(bpf.jeq, ip.etherTypeIPv6, isIPv6),
    ...ipv4(watch, at),
    isIPv6,
    ...ipv6(watch, at),
    at.ports,
    step(bpf.ldw, aboutPacket.packetType),
    test(bpf.jeq, packetOutgoing, leaving),
    test(bpf.jeq, 0, undefined, at.no),
    ...untagged(at.no),
    ...wholePorts,
    ...toList([
      [list.syn, lists.tcp],
      [list.tcp, lists.tcp],
      [list.udp, lists.udp],
      [list.late, lists.late],
    ]),
    leaving,
    ...untagged(at.no),
    ...wholePorts,
    ...toList([
      [list.answer, lists.fromTcp],
      [list.syn, lists.fromTcp],
      [list.udp, lists.fromUdp],
    ]),
    // The kernel's check takes memory for unwritten behind a return: none is read from here on.
    at.deep,
    ...onlyToUs(at.no),
    ...versionIPv6(at.no),
    step(bpf.ldbx, ip.portsNeeded - 1),
    step(bpf.ret, all),
    at.no,
    step(bpf.ret),
    ...portLists(watch, lists),
  ];
}

type Lists = Readonly<Record<'tcp' | 'udp' | 'late' | 'fromTcp' | 'fromUdp', Label>>;

/** A fragment and a datagram must be there up to the end of what is needed, too. */
const wholePorts: Code = [step(bpf.ldbx, ip.portsNeeded - 1)];

/** To the list that memory names, or refuses: jumps, since a test does not reach over a long one. */
function toList(ways: readonly (readonly [number, Label])[]): Code {
  const each = ways.map(([number, target]): Code => {
    const other = Symbol('other');
    return [test(bpf.jeq, number, undefined, other), jump(target), other];
  });
  return [step(bpf.ldMemory, memory.list), ...each.flat(), step(bpf.ret)];
}

/** Accepts a packet whose port, of the side that is ours, is in its list, and refuses any other. */
function portLists(watch: Watch, { tcp, udp, late, fromTcp, fromUdp }: Lists): Code {
  const [accept, datagram, answer] = [Symbol('accept'), Symbol('datagram'), Symbol('answer')];
  const [isTcp, isUdp] = [Symbol('isTcp'), Symbol('isUdp')];
  const port = (label: Label, at: number): Code => [label, step(bpf.ldhx, at)];
  return [
    ...port(fromTcp, 0),
    jump(isTcp),
    ...port(tcp, 2),
    isTcp,
    ...portTree(watch.tcp, accept),
    ...port(fromUdp, 0),
    jump(isUdp),
    ...port(udp, 2),
    isUdp,
    ...portTree(watch.udp, datagram),
    ...port(late, 2),
    ...portTree(watch.late, accept),
    datagram,
    step(bpf.ldhx, 0),
    test(bpf.jeq, answerPorts.dns, answer),
    test(bpf.jeq, answerPorts.ntp, answer),
    accept,
    ...acceptBytes(copied),
    answer,
    ...acceptBytes(copiedOfAnswer),
  ];
}

/** Accepts so many bytes from the transport header on. */
const acceptBytes = (count: number): Code => [step(bpf.txa), step(bpf.add, count), step(bpf.retA)];

/** Refuses what the link layer brought to many or to others, and what leaves. */
const onlyToUs = (no: Label): Code => [
  step(bpf.ldw, aboutPacket.packetType),
  test(bpf.jeq, 0, undefined, no),
  ...untagged(no),
];

/** Refuses frames that a VLAN's own device shows again. */
const untagged = (no: Label): Code => [step(bpf.ldw, aboutPacket.vlanTag), test(bpf.jset, 0xfff, no)];
