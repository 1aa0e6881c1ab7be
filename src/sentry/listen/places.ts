import { networkInterfaces } from 'node:os';
import { isLoopback, parseAddress } from '../../net/address.ts';
import { interfaceIndex } from '../../sys/interface-index.ts';
import { type Place, wildcard } from './sockaddr.ts';

/**
 * Where to listen for the given ports: once on everything that comes in when `interfaces` holds "*", otherwise on what
 * comes in by each of the named interfaces that are there at this moment, whatever addresses they have.
 */
export function placesOf(ports: readonly number[], interfaces: readonly string[]): Place[] {
  if (interfaces.includes('*')) return ports.map(port => ({ address: wildcard, port, scope: 0 }));
  const devices = [...new Set(interfaces)].flatMap(name => {
    const index = interfaceIndex(name);
    return index === undefined ? [] : [{ name, index }];
  });
  return ports.flatMap(port => devices.map(device => ({ address: wildcard, port, scope: 0, device })));
}

/** Every address that this host, or one interface of it, has at this moment, but for loopback. */
export const homesOutside = (device?: string): Omit<Place, 'port'>[] =>
  (device === undefined ? Object.keys(networkInterfaces()) : [device])
    .flatMap(homesOf)
    .filter(({ address }) => !isLoopback(address));

function homesOf(name: string): Omit<Place, 'port'>[] {
  return (networkInterfaces()[name] ?? []).flatMap(info => {
    const address = parseAddress(info.address);
    return address === undefined ? [] : [{ address, scope: info.scopeid ?? 0 }];
  });
}
