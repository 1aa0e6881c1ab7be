import { type Address, compareAddresses, maskAddress } from '../../net/address.ts';
import type { NamedLink } from '../../sys/netlink/links.ts';

/** From where connections count, as the program is told. */
export interface Where {
  /** Indices of interfaces: those that count, or those that do not. */
  readonly interfaces: readonly number[];
  readonly isExcluding: boolean;
  /** Whose connections are passed; 127.0.0.1 stands for all of 127.0.0.0/8. */
  readonly own: readonly Address[];
  /** Whether a service on loopback alone has its port: where loopback is watched it must. */
  readonly loopback: boolean;
}

const localhost: Address = [0, 0, 0xffff, 0x7f000001];
export const localhost6: Address = [0, 0, 0, 1];

/**
 * The `interfaces` of the config: by name, or "*" for all but loopback, those included that appear later. Loopback counts
 * when it is named; with `loopback` so do connections from this host's own addresses, whatever the interfaces. What
 * arrives by a VRF is passed: our answer would leave by the main routing table.
 * @param addresses every address of this host
 */
export function whereOf(
  names: readonly string[],
  loopback: boolean,
  links: readonly NamedLink[],
  addresses: readonly Address[],
): Where {
  const isNamed = ({ name, isLoopback }: NamedLink): boolean =>
    names.includes(name) || (isLoopback && loopback);
  const isExcluding = names.includes('*');
  const counts = (link: NamedLink): boolean =>
    link.kind !== 'vrf' && (isNamed(link) || (isExcluding && !link.isLoopback));
  const listed = links.filter(link => counts(link) !== isExcluding);
  const takesLoopback = links.some(link => link.isLoopback && isNamed(link));
  const outside = addresses.filter(address => !isLocalhost(address));
  return {
    interfaces: listed.map(({ index }) => index),
    isExcluding,
    own: loopback ? [] : [...outside, ...(takesLoopback ? [] : [localhost, localhost6])],
    loopback: takesLoopback,
  };
}

/** ::1 or in 127.0.0.0/8. */
const isLocalhost = (address: Address): boolean =>
  compareAddresses(address, localhost6) === 0 ||
  compareAddresses(maskAddress(address, 96 + 8), maskAddress(localhost, 96 + 8)) === 0;
