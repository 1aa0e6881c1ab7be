import { type Address, parseAddress } from '../../../net/address.ts';
import { isSet } from './routes.ts';
import { linesOf } from './words.ts';

/** The main table as text, proc(5): for where there is no netlink. */
export const routeFiles = { ipv4: '/proc/net/route', ipv6: '/proc/net/ipv6_route' } as const;

/** Gateways of /proc/net/route: interface, destination, gateway, four numbers, mask; words in the order of the machine. */
export const parseRoutes = (text: string): Address[] =>
  linesOf(text).flatMap(([, target = '', gateway = '', , , , , mask = '']) =>
    target === '00000000' && mask === '00000000' ? addressOfHex(gateway) : [],
  );

function addressOfHex(hex: string): Address[] {
  if (!/^[\dA-F]{8}$/i.test(hex)) return [];
  const word = Buffer.from(hex, 'hex').readUInt32LE();
  const address: Address = [0, 0, 0xffff, word];
  return word === 0 ? [] : [address];
}

/** Gateways of /proc/net/ipv6_route: destination, its length, source, its length, gateway, all hexadecimal. */
export const parseRoutes6 = (text: string): Address[] =>
  linesOf(text).flatMap(([, length = '', , , gateway = '']) => {
    if (length !== '00' || !/^[\da-f]{32}$/i.test(gateway)) return [];
    const address = parseAddress(gateway.replace(/(.{4})(?!$)/g, '$1:'));
    return address !== undefined && isSet(address) ? [address] : [];
  });
