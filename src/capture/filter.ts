import { assemble, sizeOf } from './bpf.ts';
import { kindOfPacket } from './kind.ts';
import type { Packet } from './packet.ts';
import { programOf } from './program.ts';
import { closeGaps, normalise, portMap } from './ranges.ts';
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
 * gaps between them are closed for the kernel. Fewer than 150 or so is more than any watch can be squeezed into.
 */
export function buildWithin(watch: Watch, budget = defaultBudget): Filter {
  const exact: Watch = { ...watch, tcp: normalise(watch.tcp), udp: normalise(watch.udp) };
  // Few ranges cost least: the largest number of them that fits is searched by halves.
  let [fits, tooMany] = [1, Math.max(exact.tcp.length, exact.udp.length) + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >>> 1;
    if (sizeOf(programOf(coarser(exact, middle))) <= budget) fits = middle;
    else tooMany = middle;
  }
  const program = assemble(programOf(coarser(exact, fits)));
  return { watch, program, count: program.length / 8, matches: matcher(exact) };
}

const coarser = (watch: Watch, limit: number): Watch => ({
  ...watch,
  tcp: closeGaps(watch.tcp, limit),
  udp: closeGaps(watch.udp, limit),
});

function matcher({ tcp, udp, ackProbes }: Watch): (packet: Packet) => boolean {
  const [tcpPorts, udpPorts] = [portMap(tcp), portMap(udp)];
  return packet => {
    if (!packet.toUs) return false;
    if (packet.protocol === 'udp') return udpPorts[packet.port] === 1;
    if (tcpPorts[packet.port] !== 1) return false;
    const kind = kindOfPacket(packet);
    return kind !== undefined && (ackProbes || (kind !== 'ack' && kind !== 'maimon'));
  };
}
