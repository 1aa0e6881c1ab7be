import type { PortRange } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';
import { closeGaps, normalise } from './ranges.ts';
import type { Watch } from './watch.ts';

/** libpcap's compiler takes a minute for a thousand ports: past this many ranges their gaps are closed. */
const maxRanges = 30;

/** IPv6 extension headers that libpcap cannot look behind in the kernel: they are all let through. */
const extensions = [0, 43, 44, 60].map(kind => `ip6[6] == ${kind}`).join(' or ');

/**
 * A watch in tcpdump's words (pcap-filter(7)): TCP that comes in by its flags only, all else by ports too. Coarser than
 * the watch; the ports are tested exactly afterwards.
 */
export function expressionOf(watch: Watch): string {
  const ways = [arriving(watch), leaving(watch)].filter(way => way !== '');
  return ways.length === 0 ? 'less 1' : ways.join(' or ');
}

/** The clause for fragments comes first, since a read past the end of a packet refuses it as a whole. */
function arriving({ tcp, udp, late }: Watch): string {
  const clauses: string[] = [];
  if (tcp.length > 0) {
    clauses.push(
      '(ip and ip[6:2] & 0x3fff == 0x2000 and ip[9] == 6 and ip[2:2] - ((ip[0] & 0xf) << 2) < 14)',
    );
    clauses.push(withFlags(byte => `${byte} & 0x14 == 0`));
  }
  if (late.length > 0) {
    const flags = withFlags(byte => `${byte} & 0x3f == 0x10 or ${byte} & 0x3f == 0x11`);
    clauses.push(`(${flags} and (${portsOf('tcp dst', late)}))`);
  }
  if (tcp.length + udp.length + late.length > 0) clauses.push(`(ip6 and (${extensions}))`);
  if (udp.length > 0) clauses.push(portsOf('udp dst', udp));
  return clauses.length === 0 ? '' : `(inbound and (${clauses.join(' or ')}))`;
}

function leaving({ tcp, udp }: Watch): string {
  const clauses: string[] = [];
  if (tcp.length > 0) {
    const flags = withFlags(byte => `${byte} & 0x3f == 0x02 or ${byte} & 0x3f == 0x12`);
    clauses.push(`(${flags} and (${portsOf('tcp src', tcp)}))`);
  }
  if (udp.length > 0) clauses.push(portsOf('udp src', udp));
  return clauses.length === 0 ? '' : `(outbound and (${clauses.join(' or ')}))`;
}

/** tcp[13] is IPv4's alone. */
const withFlags = (test: (byte: string) => string): string =>
  `((ip and (${test('tcp[13]')})) or (ip6 and ip6[6] == 6 and (${test('ip6[53]')})))`;

const portsOf = (side: `${Protocol} ${'src' | 'dst'}`, ranges: readonly PortRange[]): string =>
  closeGaps(normalise(ranges), maxRanges)
    .map(([first, last]) => `${side} portrange ${first}-${last}`)
    .join(' or ');
