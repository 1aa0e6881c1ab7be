import { isMarkedAddress } from '../log/marked.ts';
import { refusalOf } from '../names/refusal.ts';
import { type Address, parsePrefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';

/** The same address is another host on each wire (RFC 3927, RFC 4291, 2.5.6): a router's own, often. */
const linkLocal = prefixSet(['169.254.0.0/16', 'fe80::/10'].flatMap(text => parsePrefix(text) ?? []));

/** An address that no other host can have met as one of its own: it neither travels nor is taken. */
export const isNobody = (address: Address): boolean =>
  isMarkedAddress(address) || linkLocal.has(address) || refusalOf(address, true) !== undefined;
