import { type Address, isIPv4 } from '../../net/address.ts';
import { addressHash } from '../table/address-hash.ts';
import { type BucketTable, bucketsPerPage, createBucketTable, type Locate } from '../table/bucket-table.ts';
import { createPermutation } from '../table/permutation.ts';
import { planes } from './recent-ports.ts';

/**
 * What is left of sources that had to be forgotten after one port: which one, and when. By that a slow scanner is known
 * again behind a flood of forged sources. Addresses are told apart to the last bit, so that no two are taken for one. Times
 * are in ticks, as in source-states.ts.
 */
export interface Traces {
  /** A source is forgotten that has touched one port, as `keyOf` has it, and came `first` then. */
  leave(source: Address, key: number, first: number): void;
  /**
   * Takes the trace of a source out, if there is one that still says something: its port then stands in `key`, and when it
   * was touched in `first`, rounded to what is longer ago.
   */
  take(source: Address, now: number): boolean;
  readonly key: number;
  readonly first: number;
}

/** Of sources that come back nothing is known. */
export const noTraces: Traces = { leave: () => {}, take: () => false, key: 0, first: 0 };

/** 8 MiB for 1.3 million IPv4 addresses, six bytes each, and 2 MiB for 98,304 of IPv6, 20 bytes each; paid as they come. */
const bits = { ipv4: 17, ipv6: 15 } as const;
/** Ticks in a step, 8 s. A time is 15 bits of steps, which come round after three days. */
const step = 64;
const span = 2 ** 15 - 1;
/** A day in ticks: after that so little is left of one port that a source is a stranger again (slow-rule.ts). */
const lasting = 24 * 3600 * 8;

const stepOf = (tick: number): number => (tick >>> 0) / step;
/** 1 to `span`: 0 is nothing. */
const wrapped = (tick: number): number => 1 + (Math.floor(stepOf(tick)) % span);

export function createTraces(): Traces {
  const ipv4 = createBucketTable(2 ** bits.ipv4, 1, locateIPv4());
  const ipv6 = createBucketTable(2 ** bits.ipv6, 8, locateIPv6);
  const result = { key: 0, first: 0 };
  let [last, now] = [0, 1];
  /** Ticks since the last bucket was swept, and the one to be swept next. */
  let [unswept, hand] = [0, 0];
  let isEmpty = true;
  const tableOf = (source: Address): BucketTable<Address> => (isIPv4(source) ? ipv4 : ipv6);
  /** In steps. What lies ahead is from a clock that was set back since, and as good as dead. */
  const ageOf = (when: number): number => {
    const age = now - (when & span);
    return age < 0 ? age + span : age;
  };
  const isDead = (when: number): boolean => ageOf(when) > lasting / step;
  const clear = (): void => {
    ipv4.clear();
    ipv6.clear();
    isEmpty = true;
  };
  /** In half a day, forwards or backwards, every bucket is swept once, so that no time comes round again. */
  const sweep = (): void => {
    for (; unswept >= sweepEvery; unswept -= sweepEvery) {
      for (let i = 0; i < ipv4.buckets / ipv6.buckets; i++) ipv4.sweep(hand + i * ipv6.buckets, isDead);
      ipv6.sweep(hand, isDead);
      hand = (hand + 1) % ipv6.buckets;
    }
  };
  const sweepEvery = lasting / 2 / ipv6.buckets;
  const pass = (tick: number): void => {
    const gone = (tick - last) | 0;
    last = tick;
    now = wrapped(tick);
    if (isEmpty || gone === 0) return;
    if (Math.abs(gone) > lasting) clear();
    else unswept += Math.abs(gone);
    sweep();
  };
  return Object.assign(result, {
    leave: (source: Address, key: number, first: number): void => {
      const when = wrapped(first) | (key >>> 16 === planes.udp ? span + 1 : 0);
      if (isDead(when)) return;
      isEmpty = false;
      tableOf(source).put(source, key & 0xffff, when, ageOf);
    },
    take: (source: Address, tick: number): boolean => {
      pass(tick);
      if (isEmpty) return false;
      const table = tableOf(source);
      if (!table.take(source) || isDead(table.time)) return false;
      result.key = table.value | ((table.time > span ? planes.udp : planes.tcp) << 16);
      result.first = ((tick & -step) - ageOf(table.time) * step) | 0;
      return true;
    },
  });
}

/**
 * An IPv4 address is its first bucket, 17 bits of a permutation, and 15 bits that are kept with the number of the choice.
 * From the bucket of the second choice those 15 bits lead back to the first, so that they tell it apart there, too.
 */
function locateIPv4(): Locate<Address> {
  const permute = createPermutation();
  const rest = 32 - bits.ipv4;
  return (source, places) => {
    const word = permute(source[3] | 0);
    const kept = word & (2 ** rest - 1);
    places.first = word >>> rest;
    places.second = beside(places.first, kept);
    places.firstWords[0] = kept;
    places.secondWords[0] = kept | (1 << rest);
  };
}

const locateIPv6: Locate<Address> = (source, places) => {
  const { firstWords, secondWords } = places;
  for (let i = 0; i < 4; i++) {
    firstWords[2 * i] = secondWords[2 * i] = (source[i] ?? 0) >>> 16;
    firstWords[2 * i + 1] = secondWords[2 * i + 1] = source[i] ?? 0;
  }
  const hash = addressHash(source[0] | 0, source[1] | 0, source[2] | 0, source[3] | 0);
  places.first = hash >>> (32 - bits.ipv6);
  places.second = beside(places.first, hash & 0xffff);
};

/** Another bucket of the same page, picked by some number; the same number leads back from there. */
const beside = (bucket: number, by: number): number => bucket ^ (1 + (by % (bucketsPerPage - 1)));
