import type { Address } from '../../net/address.ts';
import { addressesOf, valuesOf } from './words.ts';

/** Leases of systemd-networkd and NetworkManager (`KEY=VALUE`), and of dhclient. */
export const leaseFolders = [
  ['/run/systemd/netif/leases', ''],
  ['/var/lib/NetworkManager', '.lease'],
  ['/var/lib/dhcp', '.leases'],
] as const;

/** SERVER_ADDRESS= of sd-dhcp-lease.c, and `option dhcp-server-identifier ADDRESS;` of dhclient.leases(5). */
export function parseLease(text: string): Address[] {
  const dhclient = text.matchAll(/^\s*option\s+dhcp-server-identifier\s+([\d.]+)\s*;/gm);
  return addressesOf([...valuesOf(text, 'SERVER_ADDRESS'), ...[...dhclient].map(match => match[1] ?? '')]);
}
