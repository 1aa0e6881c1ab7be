import { type Address, parseAddress } from '../net/address.ts';
import { countPorts, type PortRange, portsIn } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import type { End } from './read/ruleset.ts';

/** Where the packets of a redirection come out. */
export interface Landing {
  /** Undefined for both. */
  readonly protocols?: readonly Protocol[];
  /** The address, as text; undefined for this host, or for one that could not be read. */
  readonly host?: string;
  /** The ports that are redirected at every address of this host, where they are few. */
  readonly from: readonly PortRange[];
  /** The ports there, as far as they are known. */
  readonly ports: readonly PortRange[];
}

/** What a rule asks of the packets that it redirects. */
interface Asked {
  readonly protocols?: readonly Protocol[];
  readonly ports?: readonly PortRange[];
  readonly targets?: readonly unknown[];
}

/**
 * A rule for more ports than so many, "all but 22" say, names none: what it sends on never comes to us, and to leave all that
 * to whom it may mean would leave nothing watched.
 */
const fewPorts = 16;

/** Undefined where nothing is told of ports. */
export function landingOf(end: End & { kind: 'redirect' }, asked: Asked): Landing | undefined {
  const { protocols, targets } = asked;
  const ports = asked.ports !== undefined && countPorts(asked.ports) <= fewPorts ? asked.ports : undefined;
  const host = end.to === undefined ? undefined : hostIn(end.to);
  const isReadable = end.to === undefined || host !== undefined;
  const there = end.ports ?? (isReadable ? ports : undefined) ?? [];
  const from = targets === undefined ? (ports ?? []) : [];
  if (there.length + from.length === 0) return undefined;
  return { ...(protocols && { protocols }), ...(host !== undefined && { host }), from, ports: there };
}

/** `10.0.0.2:80`, `[2001:db8::2]:443` or an address alone. */
function hostIn(to: string): string | undefined {
  const [, bracketed, ipv4] = /^\[([^\]]+)\]|^(\d+\.\d+\.\d+\.\d+)(?::|$)/.exec(to) ?? [];
  const host = bracketed ?? ipv4 ?? to;
  return parseAddress(host) === undefined ? undefined : host;
}

/**
 * The ports of this host that a listener of ours must not have: those that redirected packets come out at, at an address of
 * this host, and those that are redirected, whose clients mean another.
 */
export function portsOfLandings(
  landings: readonly Landing[],
  protocol: Protocol,
  isOwn: (address: Address) => boolean,
): Set<number> {
  const isHere = ({ host = '' }: Landing): boolean => {
    const address = parseAddress(host);
    return address === undefined || isOwn(address);
  };
  const ranges = landings
    .filter(({ protocols }) => protocols === undefined || protocols.includes(protocol))
    .flatMap(landing => [...landing.from, ...(isHere(landing) ? landing.ports : [])]);
  return new Set(portsIn(ranges));
}
