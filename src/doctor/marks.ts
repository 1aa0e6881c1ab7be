import type { JailName } from '../jails/pack/names.ts';
import { randomMarked } from '../log/marked.ts';
import { type Address, formatAddress } from '../net/address.ts';
import type { Evidence } from '../probe.ts';
import type { Facts, LiveJail, LogFacts } from './facts.ts';
import { evidenceOf } from './gather/jails.ts';

/** One marked address that a jail has to ban. */
export interface Mark {
  readonly jail: JailName;
  readonly evidence: Evidence;
  readonly address: Address;
  readonly text: string;
  /** Lines that it takes. */
  readonly lines: number;
}

/** More lines than this would be a flood of our own. */
const mostLines = 20;

/** The marks to try: each jail that reads our log, IPv4 and IPv6. Empty where none can be. */
export function chooseMarks({ jails, log, host, server }: Facts): Mark[] {
  const taken = new Set([...server.banned.values()].flat());
  return jails.flatMap(({ name, configured, live }) => {
    const evidence = evidenceOf(name);
    if (evidence === undefined || configured === undefined || !reads(live, log)) return [];
    if (configured.maxretry > mostLines) return [];
    const lines = Math.max(1, configured.maxretry);
    return (host.hasIPv6 ? ([4, 6] as const) : ([4] as const)).flatMap(family => {
      const address = freeMarked(family, one => live.ignored.has(one) || taken.has(formatAddress(one)));
      if (address === undefined) return [];
      const text = formatAddress(address);
      taken.add(text);
      return [{ jail: name, evidence, address, text, lines }];
    });
  });
}

const reads = (live: LiveJail | undefined, { names }: Pick<LogFacts, 'names'>): live is LiveJail =>
  live?.logPaths.some(path => names.includes(path)) === true;

/** One that is neither ignored nor banned already; undefined where there is none to be had. */
function freeMarked(family: 4 | 6, isTaken: (address: Address) => boolean): Address | undefined {
  return Array.from({ length: 50 }, () => randomMarked(family)).find(address => !isTaken(address));
}
