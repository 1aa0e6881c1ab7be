import type { Address } from '../../../net/address.ts';
import { addressesOf, linesOf, valuesOf } from './words.ts';

/** Configuration of ntpd, ntpsec and chrony: one grammar as far as sources go. */
export const ntpFiles = [
  '/etc/ntp.conf',
  '/etc/ntpsec/ntp.conf',
  '/etc/chrony.conf',
  '/etc/chrony/chrony.conf',
];
export const ntpFolders = [
  ['/etc/chrony/conf.d', '.conf'],
  ['/etc/chrony/sources.d', '.sources'],
  // What Debian's DHCP hooks hand to chrony.
  ['/run/chrony-dhcp', '.sources'],
] as const;

/** systemd-timesyncd: its settings, and what networkd learnt of each link. */
export const timesyncFiles = ['/etc/systemd/timesyncd.conf'];
export const timesyncFolders = [
  ['/etc/systemd/timesyncd.conf.d', '.conf'],
  ['/run/systemd/netif/links', ''],
] as const;

const kinds = new Set(['server', 'peer', 'pool']);

/** `server ADDRESS`, `peer` and `pool`, options such as -4 before the address: ntp.conf(5), chrony.conf(5). */
export const parseNtpConf = (text: string): Address[] =>
  linesOf(text).flatMap(([kind = '', ...words]) =>
    kinds.has(kind.toLowerCase()) ? addressesOf(words.filter(word => !word.startsWith('-')).slice(0, 1)) : [],
  );

/** `NTP=` and `FallbackNTP=`: timesyncd.conf(5) and networkd's link files. */
export const parseTimesync = (text: string): Address[] =>
  ['NTP', 'FallbackNTP'].flatMap(key =>
    valuesOf(text, key).flatMap(value => addressesOf(value.split(/\s+/))),
  );
