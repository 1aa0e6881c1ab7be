import type { PortRange } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';

/** What is to be let in, IPv4 and IPv6: ascending ranges that neither overlap nor touch. */
export type Openings = Readonly<Record<Protocol, readonly PortRange[]>>;

/** Shell commands for one firewall. */
export interface Commands {
  /** What to know beforehand, a line each. */
  readonly notes: readonly string[];
  readonly open: readonly string[];
  /** They find our rules by their comment where the firewall has comments, so that they work after a change of the config too. */
  readonly close: readonly string[];
}

/** The mark that our rules carry. */
export const mark = 'portjail';

export const protocols = ['tcp', 'udp'] as const;

/** `23` or `20:25`, as iptables and ufw write it; firewalld takes a dash. */
export const rangeText = ([first, last]: PortRange, dash: string): string =>
  first === last ? `${first}` : `${first}${dash}${last}`;

/** Slots of the multiport match, iptables-extensions(8); a range takes two. ufw, which writes such rules, counts alike. */
const slots = 15;

/** The ranges as lists that fit into one rule each: "23,512:515". */
export function multiportLists(ranges: readonly PortRange[]): string[] {
  const lists: string[] = [];
  let [list, used] = ['', slots];
  for (const range of ranges) {
    const needed = range[0] === range[1] ? 1 : 2;
    if (used + needed > slots) {
      if (list !== '') lists.push(list);
      [list, used] = ['', 0];
    }
    list += `${list === '' ? '' : ','}${rangeText(range, ':')}`;
    used += needed;
  }
  return list === '' ? lists : [...lists, list];
}
