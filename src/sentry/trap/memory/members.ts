import type { Address } from '../../../net/address.ts';
import { halfSize, hash, members } from '../bpf/tables.ts';

/** 16 bytes as four little-endian words, as the program reads them. */
export type Key = readonly [number, number, number, number];

export const keyOfInterface = (index: number): Key => [index, 0, 0, 0];
export const keyOfAddress = ([a, b, c, d]: Address): Key => [swap(a), swap(b), swap(c), swap(d)];

/** Network order as this machine reads it. */
const swap = (word: number): number =>
  ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0;

/** Tries to find a seed by which no bucket gets more keys than it has room for. */
const tries = 64;

/**
 * Puts other keys in force at once: they are written to the half that does not hold, and one store makes it hold. The
 * program's own reading takes microseconds; one that was held up over two changes may judge its one packet by a mix.
 * @returns how many had no room
 */
export function writeMembers(
  buffer: ArrayBuffer,
  buckets: number,
  keys: readonly Key[],
  isMarked = false,
): number {
  const words = new Uint32Array(buffer);
  // A late call, when the memory is gone.
  if (words.length === 0) return 0;
  const next = (Atomics.load(words, members.state / 4) & members.secondHalf) === 0 ? members.secondHalf : 0;
  const start = (members.halves + next * halfSize(buckets)) / 4;
  const half = words.subarray(start, start + halfSize(buckets) / 4);
  let best = { seed: 0, left: Number.POSITIVE_INFINITY };
  for (let seed = 1; seed <= tries && best.left > 0; seed++) {
    const left = fill(half, buckets, keys, seed);
    if (left < best.left) best = { seed, left };
  }
  if (best.left > 0) fill(half, buckets, keys, best.seed);
  Atomics.store(words, members.state / 4, next | (isMarked ? members.marked : 0));
  return best.left;
}

/** Writes one half; returns how many keys found their bucket full. */
function fill(half: Uint32Array, buckets: number, keys: readonly Key[], seed: number): number {
  const used = new Uint8Array(buckets);
  let left = 0;
  half.fill(0);
  half[members.seed / 4] = seed;
  for (const key of keys) {
    const bucket = bucketOf(key, seed, buckets);
    const place = used[bucket] ?? 0;
    if (place === members.perBucket) {
      left++;
      continue;
    }
    used[bucket] = place + 1;
    half.set(key, (members.buckets + (bucket * members.perBucket + place) * members.keySize) / 4);
  }
  return left;
}

/** As `bucketFor` of bpf/members.ts has it. */
function bucketOf(key: Key, seed: number, buckets: number): number {
  let value = seed;
  for (const word of key) {
    value = Math.imul(value ^ word, hash.factor);
    value ^= value >>> hash.fold;
  }
  return Math.imul(value, hash.factor) >>> (32 - Math.log2(buckets));
}
