import { formatPrefix, isIPv4, maskAddress, type Prefix, parseUnmasked } from '../../net/address.ts';
import { parseHostName } from '../../net/host-name.ts';
import { isIPv4Prefix } from '../../net/prefix-set.ts';
import { UsageError } from '../../util/errors.ts';
import { shown } from '../read/objection.ts';
import { secondsOf } from '../read/time.ts';
import { longest } from '../rules/time-rules.ts';
import { time } from '../schema/schema-parts.ts';
import type { Subject } from './subject.ts';

/** The words of a command line about an entry of an ignore file. All of these throw UsageError with what is to be written. */

/** A name, or what `prefixOf` takes. */
export const subjectOf = (text: string): Subject =>
  parseHostName(text) ?? prefixOf(text, ', or a name such as home.example.org');

/** An address or a network, as it is meant: with bits beyond its length it may mean the host or the network. */
export function prefixOf(text: string, otherwise = ''): Prefix {
  const read = parseUnmasked(text);
  if (read === undefined)
    throw new UsageError(
      `expected an address such as 192.0.2.7 or a network such as 192.0.2.0/24${otherwise}; found ${shown(text)}`,
    );
  const prefix = { address: maskAddress(read.address, read.length), length: read.length };
  if (read.address.every((word, at) => word === prefix.address[at])) return prefix;
  const host = formatPrefix({ address: read.address, length: 128 });
  throw new UsageError(
    `${text} has bits beyond its length: write ${formatPrefix(prefix)} for the network, or ${host} for the host`,
  );
}

/** What an ignored network may have at most without a further word: 16 million IPv4 addresses, the IPv6 of one provider. */
const widest = { ipv4: 8, ipv6: 32 };

/** Whether a network is so wide that hardly anybody means it; one that holds all of IPv4, in whatever form, always is. */
export function isWide({ address, length }: Prefix): boolean {
  if (isIPv4Prefix({ address, length })) return length - 96 < widest.ipv4;
  const holdsIPv4 = length <= 96 && isIPv4(maskedTo(address, length));
  return length < widest.ipv6 || holdsIPv4;
}

/** The mapped range, where the prefix holds it. */
function maskedTo(address: Prefix['address'], length: number): Prefix['address'] {
  const mapped = [0, 0, 0xffff, 0] as const;
  const masked = maskAddress(mapped, length);
  return masked.every((word, at) => word === address[at]) ? mapped : address;
}

export function mustBeNarrow(prefix: Prefix, force: boolean): void {
  if (force || !isWide(prefix)) return;
  throw new UsageError(
    `${formatPrefix(prefix)} is wider than an IPv4 /${widest.ipv4} or an IPv6 /${widest.ipv6}, so that whoever scans from ` +
      'there is never banned: name a narrower network, or add --force',
  );
}

/** Milliseconds of a time in Fail2ban's grammar. */
export function millisecondsOf(text: string): number {
  if (!new RegExp(time.pattern).test(text))
    throw new UsageError(
      `--for: expected ${time.expected}; found ${shown(text)}; leave --for out to ignore it for good`,
    );
  const seconds = secondsOf(text);
  if (seconds >= 1 && seconds <= longest) return Math.ceil(seconds) * 1000;
  throw new UsageError(
    `--for: expected 1s to 68y; found ${shown(text)}; leave --for out to ignore it for good`,
  );
}

const longestNote = 200;

/** A note as it may stand in a line. */
export function noteOf(text: string): string {
  const note = text.trim();
  const { length } = Array.from(note);
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(note))
    throw new UsageError('--note: expected one line of letters that can be printed; found another one');
  if (length > longestNote)
    throw new UsageError(`--note: expected at most ${longestNote} characters; found ${length}`);
  return note;
}
