import type { Kind } from '../probe.ts';
import { ACK, classicFlags, FIN, PSH, RST, SYN, URG } from './numbers.ts';
import type { Packet } from './packet.ts';

/** The scan that a packet looks like, or undefined for one that no scan needs: an answer or a connection's segment. */
export function kindOfPacket(packet: Packet): Kind | undefined {
  const kind = packet.protocol === 'udp' ? 'udp' : kindOfFlags(packet.flags);
  return kind !== undefined && packet.isDeep ? 'odd' : kind;
}

/**
 * The scan that TCP flags look like, in nmap's words (its manual, "Port Scanning Techniques").
 * @param flags the byte of the flags, or -1 when a fragment hides them
 */
export function kindOfFlags(flags: number): Kind | undefined {
  if (flags < 0) return 'frag';
  if ((flags & RST) !== 0) return undefined;
  return (flags & ACK) === 0 ? kindWithoutAck(flags) : kindWithAck(flags & classicFlags);
}

function kindWithoutAck(flags: number): Kind {
  // A client that knows ECN opens with SYN, ECE and CWR (RFC 3168, 6.1.1), a scanner's other flags have no use for it.
  if ((flags & classicFlags) === SYN) return 'syn';
  if (flags === FIN) return 'fin';
  if (flags === 0) return 'null';
  if (flags === (FIN | PSH | URG)) return 'xmas';
  return 'odd';
}

function kindWithAck(flags: number): Kind | undefined {
  if (flags === ACK) return 'ack';
  if (flags === (FIN | ACK)) return 'maimon';
  return undefined;
}
