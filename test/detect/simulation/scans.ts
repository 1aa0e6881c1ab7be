import { SYN } from '../../../src/capture/numbers.ts';
import { portsOf } from '../../../src/net/ports.ts';
import type { Protocol } from '../../../src/probe.ts';
import { configOf, type Host, type Mode } from './host.ts';

/**
 * Milliseconds between the probes of a scan: nmap's templates (its manual, "Timing and Performance"; from -T3 on it sends
 * as fast as it gets answers), and slower than it goes. The pace is that of watched ports: whoever tries others between
 * them is so much slower.
 */
export const paces: Readonly<Record<string, number>> = {
  '-T5': 0.1,
  '-T4': 1,
  '-T3': 1,
  '-T2': 400,
  '-T1': 15_000,
  '-T0': 300_000,
  'one in 20 minutes': 1_200_000,
  'one in an hour': 3_600_000,
  'one in 4 hours': 4 * 3_600_000,
};

/** The ports that a mode watches, in an order that looks like none, as scanners go through theirs. */
export function targetsOf(mode: Mode, protocol: Protocol): number[] {
  const { ports } = configOf(mode)[protocol];
  const watched = mode === 'advanced' ? Array.from({ length: 1023 }, (_, i) => i + 1) : portsOf(ports);
  return [...watched].sort((a, b) => ((a * 7919) % 65_537) - ((b * 7919) % 65_537));
}

/** A scanner at its work, until it is named or has been everywhere. */
export function scan(host: Host, from: string, protocol: Protocol, pace: number): void {
  for (const port of targetsOf(host.mode, protocol)) {
    host.receive({ from, sourcePort: 44_444, protocol, port, flags: SYN });
    if (host.named.has(from)) return;
    host.wait(pace);
  }
}
