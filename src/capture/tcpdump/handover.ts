import type { Packet } from '../packet.ts';

/** Whether a child reports that packet; asked once for each that it sees. */
export type Takes = (packet: Packet) => boolean;

/** What either of two children takes that see the same packets while the one hands over to the other. */
export interface Handover {
  readonly old: Takes;
  readonly next: Takes;
}

/**
 * How far apart the two may see one packet (milliseconds): between the two the processor may do something else, or the
 * machine be stopped by its own host.
 */
const slack = 50;
/** When the old one has seen all that is its own, so many milliseconds after the handover was made. */
export const handedOver = 3 * slack;

/** After so long (milliseconds) the new one has every packet, whatever its time: else it is blind once the clock is set back. */
const longest = 10_000;

/** So many packets are told apart (some megabytes), which is 400,000 of them a second. */
const most = 65_536;

/**
 * Parts packets between two children so that none is lost and none reported twice: the old one has those before a moment
 * that is still to come, the new one those after it. Each gives a packet a time of its own, unless somebody has the
 * kernel stamp all of them (tpacket_rcv() of net/packet/af_packet.c). So what comes near that moment is reported by the
 * first to see it. Of equal ones, so near, some may be left out.
 * @param now milliseconds since the epoch
 * @param clock milliseconds that never go back
 */
export function createHandover(now: number, clock = () => performance.now()): Handover {
  const moment = now + handedOver;
  const end = clock() + longest;
  const isFirst = createFirst(packet => packet.time <= moment);
  return {
    old: packet => packet.time <= moment - 2 * slack || (packet.time <= moment && isFirst(packet, 'old')),
    next: packet =>
      packet.time > moment + slack ||
      (packet.time > moment - slack && isFirst(packet, 'next')) ||
      clock() > end,
  };
}

/** Tells whether none equal was seen by the other before. When there are too many, `isOlds` parts those not known yet. */
function createFirst(isOlds: Takes): (packet: Packet, side: keyof Handover) => boolean {
  const first = new Map<string, keyof Handover>();
  let isFull = false;
  return (packet, side) => {
    const key = keyOf(packet);
    const known = first.get(key);
    if (known !== undefined) return known === side;
    isFull ||= first.size === most;
    if (isFull) return isOlds(packet) === (side === 'old');
    first.set(key, side);
    return true;
  };
}

const keyOf = (packet: Packet): string => {
  const { interfaceIndex, leaves, protocol, flags, isAnswer, source, sourcePort, target, port } = packet;
  return [...source, sourcePort, ...target, port, protocol, flags, isAnswer, interfaceIndex, leaves].join();
};
