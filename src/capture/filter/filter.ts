import { isLate } from '../../probe.ts';
import { kindOfFlags } from '../kind.ts';
import { ACK, classicFlags, SYN } from '../numbers.ts';
import type { Packet } from '../packet.ts';
import { assemble, type Code, sizeOf } from './bpf.ts';
import { programOf } from './program.ts';
import { closeGaps, normalise } from './ranges.ts';
import type { Watch } from './watch.ts';

/** One watch in both of its forms: coarse for the kernel, exact for us. */
export interface Filter {
  readonly watch: Watch;
  /** struct sock_filter after struct sock_filter, little-endian, for SO_ATTACH_FILTER. */
  readonly program: Uint8Array;
  /** Number of its instructions. */
  readonly count: number;
  /** The exact test, in user space; what the kernel lets through beyond it is dropped here. */
  readonly matches: (packet: Packet) => boolean;
}

/**
 * Instructions that a filter may have. Before Linux 6.7 net.core.optmem_max is 20,480 bytes: 1,817 instructions fit,
 * and during a swap the old and the new filter may both be charged.
 */
export const defaultBudget = 900;

/**
 * The filter of a watch, of at most `budget` instructions: where the ports are too scattered for that, the narrowest
 * gaps between them are closed for the kernel. Some 240 are the least that a watch can be squeezed into.
 */
export function buildWithin(watch: Watch, budget = defaultBudget): Filter {
  const exact = {
    tcp: normalise(watch.tcp),
    udp: normalise(watch.udp),
    late: normalise(watch.late),
  };
  const coarser = (ranges: number, lateRanges: number): Code =>
    programOf({
      tcp: closeGaps(exact.tcp, ranges),
      udp: closeGaps(exact.udp, ranges),
      late: closeGaps(exact.late, lateRanges),
    });
  // A gap between the late ports is a service, and all its traffic would come up: those gaps are the last to close.
  // A range takes a step at least: more of them than that need not be tried.
  const lateRanges = most(Math.min(exact.late.length, budget), count => sizeOf(coarser(1, count)) <= budget);
  const longest = Math.min(Math.max(exact.tcp.length, exact.udp.length), budget);
  const ranges = most(longest, count => sizeOf(coarser(count, lateRanges)) <= budget);
  const program = assemble(coarser(ranges, lateRanges));
  return { watch, program, count: program.length / 8, matches: matcher(exact) };
}

/** The largest count up to `limit` that fits, found by halves, or 1. */
function most(limit: number, doesFit: (count: number) => boolean): number {
  let [fits, tooMany] = [1, limit + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >>> 1;
    if (doesFit(middle)) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

const bits = { tcp: 1, udp: 2, late: 4 } as const;

/** In which of the lists TCP with these flags has its port; at 0 for flags that a fragment hides, then by the flags. */
const listOfFlags = Uint8Array.from({ length: 257 }, (_, i) => {
  const kind = kindOfFlags(i - 1);
  if (kind === undefined) return 0;
  return isLate(kind) ? bits.late : bits.tcp;
});

/** The same of what leaves: a SYN or a SYN-ACK, whose port is the one that it leaves from. */
const leavingListOfFlags = Uint8Array.from({ length: 257 }, (_, i) => {
  const flags = (i - 1) & classicFlags;
  return i > 0 && (flags === SYN || flags === (SYN | ACK)) ? bits.tcp : 0;
});

/** The exact test: two looks into tables. */
function matcher(watch: Watch): (packet: Packet) => boolean {
  const listsOfPort = new Uint8Array(65536);
  for (const name of ['tcp', 'udp', 'late'] as const) {
    for (const [first, last] of watch[name]) {
      for (let port = first; port <= last; port++) listsOfPort[port] = (listsOfPort[port] ?? 0) | bits[name];
    }
  }
  const isIn = (port: number, list: number | undefined = 0): boolean =>
    ((listsOfPort[port] ?? 0) & list) !== 0;
  return ({ toUs, leaves, protocol, sourcePort, port, flags }) => {
    const isUdp = protocol === 'udp';
    if (leaves) return isIn(sourcePort, isUdp ? bits.udp : leavingListOfFlags[flags + 1]);
    return toUs && isIn(port, isUdp ? bits.udp : listOfFlags[flags + 1]);
  };
}
