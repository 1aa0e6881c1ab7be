import type { Touch } from './touch.ts';

/** Below this a port belongs to a service (IANA's system ports, RFC 6335, 6): DNS, NTP, QUIC answer from there. */
const serviceLimit = 1024;
/** Where an FTP server sends from in active mode (RFC 959, 3.2). */
const ftpData = 20;

/**
 * True for a packet that may answer a question of this host's own, by its shape alone: one that was asked before the sentry
 * started, or that it has missed. The kernel gives the ports of the ephemeral range to our clients:
 * - a datagram from the port of a service to such a port is a late answer (DNS, NTP), however briefly we had asked;
 * - a bare ACK or a FIN+ACK to such a port is the rest of a connection that we have reset, whose peer did not know yet.
 * - a SYN from FTP's data port is a transfer that a client of ours has asked for: a short one is over, and its listener
 *   gone, before the packet is read.
 * What was seen to be asked is known by both its ends (`asked.ts`), from whatever port. An attacker who sends from port 53
 * or 20 escapes notice in this range only, not on the low ports.
 */
export function looksLikeAnswer(
  { protocol, port, sourcePort, kind }: Pick<Touch, 'protocol' | 'port' | 'sourcePort' | 'kind'>,
  isEphemeral: (port: number) => boolean,
): boolean {
  if (!isEphemeral(port)) return false;
  if (protocol === 'udp') return sourcePort < serviceLimit;
  return kind === 'ack' || kind === 'maimon' || (kind === 'syn' && sourcePort === ftpData);
}
