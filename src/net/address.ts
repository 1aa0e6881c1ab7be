import { isIP } from 'node:net';

/**
 * An IP address as four 32-bit words, IPv4 in its mapped form (::ffff:a.b.c.d), so that one comparison
 * serves both families and ::ffff:1.2.3.4 and 1.2.3.4 are the same host, which they are.
 */
export type Address = readonly [number, number, number, number];

/** An address with the number of its leading bits that count, 0 to 128 (IPv4 /n is n + 96). */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** True for an IPv4 address (RFC 4291, 2.5.5.2: the mapped range). */
export const isIPv4 = (address: Address): boolean =>
  address[0] === 0 && address[1] === 0 && address[2] === 0xffff;

/** True for 127.0.0.0/8 and ::1. */
export const isLoopback = (address: Address): boolean =>
  isIPv4(address)
    ? address[3] >>> 24 === 127
    : address[3] === 1 && address[2] === 0 && address[1] === 0 && address[0] === 0;

/** Reads dotted IPv4 or any IPv6 text without a zone; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const word = wordOfDotted(text);
    return word === undefined ? undefined : [0, 0, 0xffff, word];
  }
  return isIP(text) === 6 && !text.includes('%') ? wordsOfGroups(text) : undefined;
}

/** Reads `address` or `address/length`; host bits are cleared. Undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const read = parseUnmasked(text);
  return read && { address: maskAddress(read.address, read.length), length: read.length };
}

/** The same with its host bits as they were written. */
export function parseUnmasked(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const base = slash < 0 ? text : text.slice(0, slash);
  const length = slash < 0 ? undefined : text.slice(slash + 1);
  const address = parseAddress(base);
  if (address === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  // The family of the text decides, not of the address: ::ffff:1.2.3.4/120 counts 128 bits.
  const offset = base.includes(':') ? 0 : 96;
  const bits = length === undefined ? 128 : Number(length) + offset;
  return bits > 128 ? undefined : { address, length: bits };
}

/** Clears every bit after the first `length`. */
export function maskAddress(address: Address, length: number): Address {
  if (length === 128) return address;
  const word = (i: 0 | 1 | 2 | 3): number => (address[i] & maskOfWord(length - 32 * i)) >>> 0;
  return [word(0), word(1), word(2), word(3)];
}

/** As `maskAddress`, written over words that are there. */
export function maskInto(words: [number, number, number, number], address: Address, length: number): void {
  for (let i = 0; i < 4; i++) words[i] = ((address[i] ?? 0) & maskOfWord(length - 32 * i)) >>> 0;
}

const maskOfWord = (bits: number): number => (bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits));

/** Address from network-order bytes: 4 (IPv4) or 16 (IPv6) of them at `offset`. */
export function addressFromBytes(bytes: DataView, offset: number, size: 4 | 16): Address {
  if (size === 4) return [0, 0, 0xffff, bytes.getUint32(offset)];
  return [
    bytes.getUint32(offset),
    bytes.getUint32(offset + 4),
    bytes.getUint32(offset + 8),
    bytes.getUint32(offset + 12),
  ];
}

/** -1, 0 or 1, by numeric order. */
export function compareAddresses(a: Address, b: Address): number {
  // Word by word: this is asked for each packet, and a list of them would have to be made.
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  if (a[2] !== b[2]) return a[2] < b[2] ? -1 : 1;
  if (a[3] !== b[3]) return a[3] < b[3] ? -1 : 1;
  return 0;
}

/** Below, at or above 0: by address, then a network before what is in it. */
export const comparePrefixes = (a: Prefix, b: Prefix): number =>
  compareAddresses(a.address, b.address) || a.length - b.length;

/** Dotted IPv4, or IPv6 as RFC 5952 asks: hex groups, the longest run of zeros cut; never the mixed form. */
export function formatAddress(address: Address): string {
  const [a, b, c, d] = address;
  if (isIPv4(address)) return `${d >>> 24}.${(d >>> 16) & 255}.${(d >>> 8) & 255}.${d & 255}`;
  const groups = [a, b, c, d].flatMap(word => [word >>> 16, word & 0xffff]);
  const [start, length] = longestZeroRun(groups);
  const hex = (part: number[]): string => part.map(group => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** `address/length` as people write it, without the length when it is the whole address. */
export function formatPrefix({ address, length }: Prefix): string {
  const text = formatAddress(address);
  if (length === 128) return text;
  return isIPv4(address) && length >= 96 ? `${text}/${length - 96}` : `${text}/${length}`;
}

function longestZeroRun(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}

/**
 * Of dotted IPv4 without leading zeros; undefined for anything else. Without an array for its parts and without a regular
 * expression: lists of addresses are long, and so are logs.
 */
function wordOfDotted(text: string): number | undefined {
  let word = 0;
  let byte = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === dot && byte >= 0 && dots < 3) {
      word = (word << 8) | byte;
      byte = -1;
      dots++;
    } else if (code >= zero && code <= nine && byte !== 0) byte = Math.max(0, byte) * 10 + code - zero;
    else return undefined;
    if (byte > 255) return undefined;
  }
  return dots === 3 && byte >= 0 ? ((word << 8) | byte) >>> 0 : undefined;
}

const dot = 46;
const zero = 48;
const nine = 57;

function wordsOfGroups(text: string): Address {
  const groups = (text.includes('.') ? withoutDotted(text) : text).split(':');
  // "::" leaves an empty group, or two at an end: the zeros go there.
  const gap = groups.indexOf('');
  const words: [number, number, number, number] = [0, 0, 0, 0];
  const put = (at: number, group = ''): void => {
    const word = Number.parseInt(group, 16) << (at % 2 === 0 ? 16 : 0);
    words[at >>> 1] = ((words[at >>> 1] ?? 0) | word) >>> 0;
  };
  for (let at = 0; at < (gap < 0 ? 8 : gap); at++) put(at, groups[at]);
  for (let i = groups.length - 1, at = 7; gap >= 0 && i > gap; i--, at--) put(at, groups[i]);
  return words;
}

/** The same with a dotted tail (::ffff:192.0.2.1) as two ordinary groups. */
function withoutDotted(text: string): string {
  const tail = text.lastIndexOf(':') + 1;
  return text.slice(0, tail) + groupsOfDotted(text.slice(tail));
}

function groupsOfDotted(dotted: string): string {
  const word = wordOfDotted(dotted) ?? 0;
  return `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
}
