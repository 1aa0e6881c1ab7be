import { kindOfPacket } from '../capture/kind.ts';
import type { Packet } from '../capture/packet.ts';
import type { Touch } from '../detect/watch/touch.ts';
import { blankProbe, type Probe } from '../probe.ts';

/** A packet that came, as the touch that is judged and as the probe that is reported. */
export type Arrival = Touch & Probe;

/**
 * Passes on what packets touch, but for those that no scan needs. There is one arrival, written anew for each packet, and
 * its addresses are the packet's own: a storm makes no garbage.
 */
export function arrivals(onArrival: (arrival: Arrival) => void): (packet: Packet) => void {
  const arrival = Object.assign(blankProbe(), { device: 0, sourcePort: 0 });
  return packet => {
    const kind = kindOfPacket(packet);
    if (kind === undefined) return;
    arrival.time = packet.time;
    arrival.source = packet.source;
    arrival.target = packet.target;
    arrival.protocol = packet.protocol;
    arrival.port = packet.port;
    arrival.kind = kind;
    arrival.device = packet.interfaceIndex;
    arrival.sourcePort = packet.sourcePort;
    arrival.isAnswer = packet.isAnswer;
    onArrival(arrival);
  };
}
