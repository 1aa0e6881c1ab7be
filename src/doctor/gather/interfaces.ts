import { networkInterfaces } from 'node:os';
import { SystemError } from '../../sys/libc.ts';
import { type NamedLink, readLinks } from '../../sys/netlink/links.ts';
import { openNetlink } from '../../sys/netlink/netlink.ts';
import type { Watched } from '../facts.ts';

/** The interfaces of this host that a config watches. Where the kernel does not tell, the first that it names is taken for reached. */
export function watchedHere(names: readonly string[]): Watched[] {
  try {
    const netlink = openNetlink(NETLINK_ROUTE);
    try {
      const addressed = new Set(Object.keys(networkInterfaces()));
      return watchedOf(readLinks(netlink), names, addressed);
    } finally {
      netlink.close();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return names.slice(0, 1).map(name => ({ name, unreached: undefined }));
  }
}

const NETLINK_ROUTE = 0;

/** @param addressed names of those that have an address, of whatever kind */
export function watchedOf(
  links: readonly NamedLink[],
  names: readonly string[],
  addressed: ReadonlySet<string>,
): Watched[] {
  const isWanted = (name: string): boolean => names.includes('*') || names.includes(name);
  return links
    .filter(({ name }) => isWanted(name))
    .map(link => ({ name: link.name, unreached: whyUnreached(link, links, addressed) }));
}

// linux/if.h: RUNNING is set where frames can pass, so that a cable is plugged in at both ends.
const IFF_UP = 0x1;
const IFF_POINTOPOINT = 0x10;
const IFF_RUNNING = 0x40;

function whyUnreached(
  { index, name, kind, flags, isLoopback, master }: NamedLink,
  links: readonly NamedLink[],
  addressed: ReadonlySet<string>,
): string | undefined {
  if (isLoopback) return 'loopback';
  if (kind === 'dummy') return 'a dummy';
  if (kind === 'bridge' && !links.some(one => one.master === index)) return 'a bridge without a port';
  if ((flags & IFF_UP) === 0) return 'down';
  if ((flags & IFF_RUNNING) === 0) return 'without a carrier';
  const above = links.find(one => one.index === master);
  if (above?.kind === 'bridge' || above?.kind === 'bond' || above?.kind === 'team')
    return `a port of ${above.name}, by which its packets come in`;
  // The ends of a tunnel may have none of their own.
  return addressed.has(name) || (flags & IFF_POINTOPOINT) !== 0 ? undefined : 'without an address';
}
