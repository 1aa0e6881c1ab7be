import { formatScan } from '../log/line.ts';
import { formatScanFrom } from '../log/scan-from.ts';
import type { Address } from '../net/address.ts';
import type { Evidence, Probe } from '../probe.ts';

/**
 * The line that a sentry would write for a scan by a marked address, told by its target being the same (log/marked.ts).
 * @param prefix the length of the network that it names instead
 */
export function markedLine(source: Address, evidence: Evidence, format: string, prefix?: number): string {
  const probe: Probe = {
    time: Date.now(),
    source,
    ...(prefix !== undefined && { prefix }),
    target: source,
    protocol: 'tcp',
    port: 23,
    kind: evidence === 'handshake' ? 'connect' : 'syn',
    evidence,
  };
  return format === 'portjail'
    ? formatScan(probe, { hits: 1, ports: 1 }, process.pid)
    : formatScanFrom(probe);
}
