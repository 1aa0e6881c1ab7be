import { type Address, formatPrefix, isIPv4 } from '../net/address.ts';
import { bump } from './count/bump.ts';
import type { Counted } from './count/counting.ts';
import type { Lines } from './count/tallies.ts';
import type { NetworkRow } from './report.ts';
import { largest } from './top.ts';

/**
 * The networks whose addresses have the most lines: what one customer of a provider or one machine of a hoster has, an IPv4
 * /24 or an IPv6 /48. There may be as many as sources: each is a number, and they are sorted, which takes the least memory.
 */
export function topNetworks(
  { names, sources }: Counted,
  slots: readonly number[],
  weight: (lines: Readonly<Lines>) => number,
  most: number,
): NetworkRow[] {
  const keys = networkKeys(names, slots);
  const [members, scans, observations] = [u32(keys), u32(keys), u32(keys)];
  for (const slot of slots) {
    const address = names.addressOf(slot);
    if (address === undefined) continue;
    const at = placeIn(keys, keyOf(address));
    bump(members, at);
    bump(scans, at, sources.scans[slot]);
    bump(observations, at, sources.observations[slot]);
  }
  const linesAt = (at: number) => ({ scans: scans[at] ?? 0, observations: observations[at] ?? 0 });
  return largest(keys.keys(), at => weight(linesAt(at)), most).map(at => ({
    network: textOf(keys[at] ?? 0),
    sources: members[at] ?? 0,
    ...linesAt(at),
  }));
}

const u32 = ({ length }: Float64Array): Uint32Array => new Uint32Array(length);

/** Above every IPv6 network. */
const ipv4 = 2 ** 48;

/** The first 48 bits of an IPv6 address, the first 24 of an IPv4 one. */
const keyOf = (address: Address): number =>
  isIPv4(address) ? ipv4 + (address[3] >>> 8) : address[0] * 2 ** 16 + (address[1] >>> 16);

const textOf = (key: number): string =>
  key >= ipv4
    ? formatPrefix({ address: [0, 0, 0xffff, ((key - ipv4) << 8) >>> 0], length: 120 })
    : formatPrefix({ address: [Math.floor(key / 2 ** 16), ((key % 2 ** 16) << 16) >>> 0, 0, 0], length: 48 });

/** Of all addresses, ascending, each once. */
function networkKeys(names: Counted['names'], slots: readonly number[]): Float64Array {
  const keys = new Float64Array(slots.length);
  let count = 0;
  for (const slot of slots) {
    const address = names.addressOf(slot);
    if (address !== undefined) keys[count++] = keyOf(address);
  }
  const sorted = keys.subarray(0, count).sort();
  let kept = 0;
  for (const key of sorted) if (kept === 0 || sorted[kept - 1] !== key) sorted[kept++] = key;
  return sorted.subarray(0, kept);
}

/** Where a key stands; it is in. */
function placeIn(keys: Float64Array, key: number): number {
  let [low, high] = [0, keys.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
