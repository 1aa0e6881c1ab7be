import { networkInterfaces } from 'node:os';
import { isLoopback, parseAddress } from '../net/address.ts';
import { type Place, wildcard } from './sockaddr.ts';

/**
 * Where to listen for the given ports: once on every address of the host when `interfaces` holds "*", otherwise on
 * each address that the named interfaces have at this moment.
 */
export function placesOf(ports: readonly number[], interfaces: readonly string[]): Place[] {
  if (interfaces.includes('*')) return ports.map(port => ({ address: wildcard, port, scope: 0 }));
  const homes = interfaces.flatMap(homesOf);
  return ports.flatMap(port => homes.map(home => ({ ...home, port })));
}

/** The named interfaces that this host does not have now. */
export function unknownInterfaces(interfaces: readonly string[]): string[] {
  const known = networkInterfaces();
  return interfaces.filter(name => name !== '*' && known[name] === undefined);
}

/** Every address that this host has at this moment, but for loopback. */
export const homesOutside = (): Omit<Place, 'port'>[] =>
  Object.keys(networkInterfaces())
    .flatMap(homesOf)
    .filter(({ address }) => !isLoopback(address));

function homesOf(name: string): Omit<Place, 'port'>[] {
  return (networkInterfaces()[name] ?? []).flatMap(info => {
    const address = parseAddress(info.address);
    return address === undefined ? [] : [{ address, scope: info.scopeid ?? 0 }];
  });
}
