import type { Address } from '../../../net/address.ts';
import { addressesOf, linesOf } from './words.ts';

/** Where the C library finds its resolvers, and where systemd-resolved writes the ones behind its 127.0.0.53. */
export const resolverFiles = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/** `nameserver ADDRESS` lines, resolv.conf(5). */
export const parseResolvConf = (text: string): Address[] =>
  linesOf(text).flatMap(([key, value = '']) => (key === 'nameserver' ? addressesOf([value]) : []));
