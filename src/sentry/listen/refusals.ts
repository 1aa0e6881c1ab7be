import type { Refused } from './listeners.ts';

export const refusedNothing: Refused = { busy: [], forbidden: [], beyond: [], notYet: [], failed: [] };

/** One sentence for each way in which ports could not be opened, naming them and the fix. */
export function complain(protocol: string, refused: Refused): string[] {
  const busy = [...new Set(refused.busy)].map(
    port =>
      `${protocol} port ${port} is in use by a service, or was lately, and not watched; it is tried again when it has been free ` +
      'for 10 minutes',
  );
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

const count = (ports: readonly number[]): string =>
  ports.length === 1 ? '1 port is' : `${ports.length} ports are`;

/** Ports as a config writes them, runs as ranges; at most the first 20 items. */
export function formatPorts(ports: readonly number[]): string {
  const items: string[] = [];
  const sorted = [...new Set(ports)].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    items.push(end === i ? `${sorted[i]}` : `${sorted[i]}-${sorted[end]}`);
    i = end + 1;
  }
  return items.length <= 20 ? items.join(',') : `${items.slice(0, 20).join(',')} and more`;
}
