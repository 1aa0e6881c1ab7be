import { formatRanges, type PortRange, rangesOf } from '../../net/ports.ts';
import type { Refused } from './listeners.ts';

export const refusedNothing: Refused = { busy: [], forbidden: [], beyond: [], notYet: [], failed: [] };

const mostItems = 20;

/** One sentence for each way in which ports could not be opened, naming them and the fix. */
export function complain(protocol: string, refused: Refused): string[] {
  const busy = rangesOf(sorted(refused.busy)).map(range => busyText(protocol, range));
  const other: [readonly number[], string][] = [
    [
      refused.forbidden,
      'need a right that is missing: start as root, or give CAP_NET_BIND_SERVICE (and CAP_NET_RAW before Linux 5.7)',
    ],
    [refused.beyond, 'are beyond the descriptor limit: raise it (systemd: LimitNOFILE=, shell: ulimit -n)'],
  ];
  const sentences = other
    .filter(([ports]) => ports.length > 0)
    .map(([ports, why]) => `${count(ports)} not watched: ${protocol} ${formatPorts(ports)} ${why}`);
  const failed = refused.failed.map(([port, code]) => `${protocol} port ${port} is not watched: ${code}`);
  return [...busy, ...sentences, ...failed];
}

const busyText = (protocol: string, [first, last]: PortRange): string =>
  first === last
    ? `${protocol} port ${first} is in use by a service, or was lately, and not watched; it is tried again when it has been ` +
      'free for 10 minutes'
    : `${protocol} ports ${first}-${last} are in use by services, or were lately, and not watched; each is tried again when ` +
      'it has been free for 10 minutes';

const sorted = (ports: readonly number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);

const count = (ports: readonly number[]): string =>
  ports.length === 1 ? '1 port is' : `${ports.length} ports are`;

/** Ports as a config writes them; at most the first 20 items. */
export function formatPorts(ports: readonly number[]): string {
  const ranges = rangesOf(sorted(ports));
  return `${formatRanges(ranges.slice(0, mostItems))}${ranges.length > mostItems ? ' and more' : ''}`;
}
