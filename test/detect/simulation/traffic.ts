import { ACK, FIN, PSH, SYN } from '../../../src/capture/numbers.ts';
import type { Host, Mode, Without } from './host.ts';

/** Honest traffic: what such a host really sends to ours, and the guard that keeps it from being a scan. */
export interface Benign {
  readonly name: string;
  /** In words; with `without`, the part that can be left out to see this traffic taken for a scan. */
  readonly guard: string;
  readonly without?: { readonly part: Without; readonly mode: Mode };
  /** Not connect mode for what answers clients of ours: the kernel gives none a port that a listener holds. */
  readonly modes: readonly Mode[];
  readonly play: (host: Host) => void;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const all: readonly Mode[] = ['connect', 'stealth', 'advanced'];
export const captured: readonly Mode[] = ['stealth', 'advanced'];

/** A client's connection attempts as Linux repeats them: after 1, 3 and 7 seconds. */
export function attempt(host: Host, from: string, sourcePort: number, port: number): void {
  for (const pause of [0, 1, 2, 4]) {
    host.wait(pause * second);
    host.receive({ from, sourcePort, protocol: 'tcp', port, flags: SYN });
  }
}

/** A connection from its SYN to its last ACK, the peer's side of it. */
export function converse(host: Host, from: string, sourcePort: number, port: number): void {
  for (const flags of [SYN, ACK, PSH | ACK, ACK, FIN | ACK, ACK]) {
    host.receive({ from, sourcePort, protocol: 'tcp', port, flags });
  }
}
