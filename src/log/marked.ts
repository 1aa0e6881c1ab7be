import { randomBytes } from 'node:crypto';
import { type Address, compareAddresses, parseAddress, parsePrefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { Entry } from './line.ts';

/**
 * The line that `portjail doctor` writes to see whether a ban comes of it. Its source is an address that nobody has, on the
 * Internet or in a lab: one of those reserved for the future (RFC 1112, section 4), where what people do use is the
 * beginning, and one for documentation (RFC 3849), of a network drawn by lot. Its target is the same one: no line of a
 * sentry's has both, since who sends from the very address it touches is never ban-grade. So nobody can hide behind the mark.
 */
const prefixes = ['253.194.87.0/24', '2001:db8:d0c::/48'].flatMap(text => parsePrefix(text) ?? []);
const documentation = prefixSet(prefixes);

/** A marked address, another one each time. */
export function randomMarked(family: 4 | 6): Address {
  const bytes = randomBytes(10);
  const groups = [0, 2, 4, 6, 8].map(at => bytes.readUInt16BE(at).toString(16));
  const text =
    family === 4 ? `253.194.87.${1 + (bytes.readUInt16BE(0) % 254)}` : `2001:db8:d0c:${groups.join(':')}`;
  return parseAddress(text) ?? [0, 0, 0xffff, 0xfdc25701];
}

/** True for a line of the doctor's: nothing has happened, so it is not shown, not reported, not counted. */
export const isMarked = (entry: Entry): boolean =>
  entry.verb === 'scan' &&
  isMarkedAddress(entry.source) &&
  compareAddresses(entry.source, entry.target) === 0;

/** True for an address that the doctor may have had banned: Fail2ban's own log names no target. */
export const isMarkedAddress = (address: Address): boolean => documentation.has(address);

/** Of these addresses, in Fail2ban's own log, where a ban has no target: the beginning of a marked one. */
export const markedPattern = '(?:253\\.194\\.87\\.|2001:db8:d0c:)';
