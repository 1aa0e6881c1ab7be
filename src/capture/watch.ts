import type { PortRange } from '../net/ports.ts';

/** What the kernel is to let through. */
export interface Watch {
  readonly tcp: readonly PortRange[];
  readonly udp: readonly PortRange[];
  /** Bare ACK and FIN+ACK too (nmap -sA, -sW, -sM): every segment and every close of a connection looks like them. */
  readonly ackProbes: boolean;
}
