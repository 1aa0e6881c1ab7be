import { type Address, formatPrefix, isIPv4, type Prefix } from '../../net/address.ts';
import { longestMatch } from '../../net/longest-match.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import type { Link } from '../../sys/netlink/links.ts';
import type { Route } from '../../sys/netlink/routes.ts';
import { wiresOf } from './wires.ts';

/** The networks on the wires of this host's interfaces, as one moment has them. */
export interface Attached {
  /**
   * Where the longest network that holds this address is: `here`, on the wire of the interface with this index, or
   * `elsewhere`, on other wires alone. Undefined where no network holds it, where the way to it is a gateway or a tunnel,
   * and for an interface that is not known, as one that has just appeared.
   */
  where(source: Address, device: number): 'here' | 'elsewhere' | undefined;
}

/** Nothing is known, as of a capture file. */
export const nothingAttached: Attached = { where: () => undefined };

/** With more networks and exceptions than this nothing is known. */
export const mostNetworks = 65_536;

/** Hands over every route; asked once, or twice. */
export type ReadRoutes = (onRoute: (route: Route) => void) => void;

/** The interfaces on whose wires a network is; undefined where packets of its hosts may come from anywhere. */
type WireSet = ReadonlySet<number> | undefined;

export function attachedOf(links: readonly Link[], readRoutes: ReadRoutes): Attached {
  const devices = new Map(links.map(link => [link.index, link]));
  const isOnWire = (route: Route): boolean => isNetwork(route, devices.get(route.device));
  const networks = new Map<string, { prefix: Prefix; on: WireSet }>();
  const wires = wiresOf(links);
  let others = 0;
  readRoutes(route => {
    if (isWide(route)) return;
    if (!isOnWire(route)) others++;
    else if (networks.size <= mostNetworks) {
      const key = formatPrefix(route);
      const before = networks.get(key)?.on ?? [];
      networks.set(key, { prefix: route, on: new Set([...before, ...wires(route.device)]) });
    }
  });
  const within = prefixSet([...networks.values()].map(({ prefix }) => prefix));
  // Of all other ways only those into such a network matter, and the Internet's table has a million of them.
  if (others > 0)
    readRoutes(route => {
      if (isWide(route) || isOnWire(route) || !within.has(route.address)) return;
      if (networks.size <= mostNetworks) networks.set(formatPrefix(route), { prefix: route, on: undefined });
    });
  if (networks.size > mostNetworks) return nothingAttached;
  return lookup(devices, [...networks.values()]);
}

function lookup(
  devices: ReadonlyMap<number, Link>,
  networks: readonly { prefix: Prefix; on: WireSet }[],
): Attached {
  const longest = longestMatch(networks.map(({ prefix, on }) => [prefix, on] as const));
  return {
    where: (source, device) => {
      const on = longest.find(source);
      if (on === undefined || !devices.has(device)) return undefined;
      return on.has(device) ? 'here' : 'elsewhere';
    },
  };
}

/** A default route, whole or in parts: a VPN lays 0.0.0.0/1 and 128.0.0.0/1 over it, and 2000::/3 is the IPv6 Internet. */
const widest = { ipv4: 96 + 1, ipv6: 3 };

/** Every wire has the link-local addresses, whatever the routes say. */
const linkLocal = prefixSet([
  { address: [0, 0, 0xffff, 0xa9fe0000], length: 96 + 16 },
  { address: [0xfe800000, 0, 0, 0], length: 10 },
]);

function isWide({ address, length }: Route): boolean {
  if (linkLocal.has(address)) return true;
  if (isIPv4(address) && length >= 96) return length <= widest.ipv4;
  // What begins with zeros is no network of IPv6, and would hold all of IPv4, which we write as a part of it.
  return length <= widest.ipv6 || address[0] === 0;
}

/**
 * True for a network whose hosts are on the wire of that interface. A tunnel or a VPN may be given any network, even all
 * of the Internet in pieces: there only those of its own addresses count, and single hosts.
 */
function isNetwork(route: Route, link: Link | undefined): boolean {
  if (link === undefined || link.isLoopback) return false;
  return route.isConnected || link.canBroadcast || route.length === 128;
}
