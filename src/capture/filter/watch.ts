import type { PortRange } from '../../net/ports.ts';

/**
 * What the kernel is to let through: of what comes in, probes of these ports; of what leaves, SYN and SYN-ACK from the TCP
 * ports and datagrams from the UDP ports, which are our questions and our answers. Nothing else that leaves.
 */
export interface Watch {
  readonly tcp: readonly PortRange[];
  readonly udp: readonly PortRange[];
  /**
   * The ports for bare ACK and FIN+ACK (nmap -sA, -sW, -sM). Every segment and every close of a connection looks like
   * them, so a port that has connections does not belong here.
   */
  readonly late: readonly PortRange[];
}
