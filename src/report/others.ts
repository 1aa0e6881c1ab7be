import type { Shared } from '../events/shared/hear-shared.ts';
import { formatAddress } from '../net/address.ts';
import type { OthersReport } from './report.ts';

/** Counts whom other hosts of the fleet have named: none of it is a probe that was seen here. */
export interface Others {
  add(shared: Shared): void;
  report(): OthersReport;
}

/** Sources that are told apart, and rows of the list of hosts. */
const mostSources = 500_000;
const mostHosts = 100;

export function createOthers(): Others {
  const sources = new Set<string>();
  const hosts = new Map<string, number>();
  let [toBan, observed] = [0, 0];
  return {
    add: ({ verb, source, origin }) => {
      if (verb === 'fleet') toBan++;
      else observed++;
      if (sources.size < mostSources) sources.add(formatAddress(source));
      hosts.set(origin, (hosts.get(origin) ?? 0) + 1);
    },
    report: () => ({
      toBan,
      observed,
      sources: sources.size,
      hosts: [...hosts]
        .map(([host, lines]) => ({ host, lines }))
        .sort((a, b) => b.lines - a.lines)
        .slice(0, mostHosts),
    }),
  };
}
