import type { Address } from '../../../net/address.ts';
import { addressesOf, valuesOf } from './words.ts';

/** Leases of systemd-networkd and NetworkManager (`KEY=VALUE`), and of dhclient. */
export const leaseFolders = [
  ['/run/systemd/netif/leases', ''],
  ['/var/lib/NetworkManager', '.lease'],
  ['/var/lib/dhcp', '.leases'],
] as const;

/** SERVER_ADDRESS= of sd-dhcp-lease.c, and `option dhcp-server-identifier ADDRESS;` of dhclient.leases(5). */
export function parseLease(text: string): Address[] {
  // Blanks of one line alone: over many empty ones the time would grow with their square.
  const dhclient = text.matchAll(/^[ \t]*option[ \t]+dhcp-server-identifier[ \t]+([\d.]+)[ \t]*;/gm);
  return addressesOf([...valuesOf(text, 'SERVER_ADDRESS'), ...[...dhclient].map(match => match[1] ?? '')]);
}
