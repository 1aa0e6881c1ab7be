import { askNobody, type Ignoring } from '../../../fail2ban/ignored.ts';
import { type Address, formatPrefix, type Prefix } from '../../../net/address.ts';
import { type PrefixSet, prefixSet } from '../../../net/prefix-set.ts';
import type { HostFiles } from './host-files.ts';
import { type Listed, type Protection, protectedSources } from './sources.ts';

/** Whom the lists protect at one moment. */
export interface ProtectedHosts {
  readonly hosts: PrefixSet;
  /** Every list that is switched on, without doubles. */
  readonly lists: ReadonlyMap<Listed, readonly Prefix[]>;
}

/** Hosts of a list at most. */
const mostHosts = 10_000;

/** Returns whom the named lists protect now: the very same object while nothing has changed. */
export function protectedHostsLooker(
  files: HostFiles,
  accepted: () => readonly Address[] = () => [],
  ignoring: Ignoring = askNobody,
  sayName: (name: string) => void = () => {},
): (names: readonly Protection[]) => ProtectedHosts {
  const sources = protectedSources(files, accepted, ignoring, sayName);
  let [known, before]: [ProtectedHosts, string] = [{ hosts: prefixSet([]), lists: new Map() }, ''];
  return names => {
    const wanted = (Object.keys(sources) as Listed[]).filter(name => names.includes(name));
    const lists = new Map(wanted.map(name => [name, withoutDoubles(sources[name]())]));
    const now = JSON.stringify([...lists]);
    if (now !== before) {
      known = { hosts: prefixSet([...lists.values()].flat()), lists };
      before = now;
    }
    return known;
  };
}

const withoutDoubles = (prefixes: readonly Prefix[]): Prefix[] => [
  ...new Map(prefixes.slice(0, mostHosts).map(prefix => [formatPrefix(prefix), prefix])).values(),
];
