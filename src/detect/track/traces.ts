import { type Address, isIPv4 } from '../../net/address.ts';
import type { Steps } from '../../util/steps.ts';
import { addressHash } from '../table/address-hash.ts';
import { type BucketTable, bucketsPerPage, createBucketTable, type Locate } from '../table/bucket-table.ts';
import { createPermutation } from '../table/permutation.ts';
import { planes } from './ports/recent-ports.ts';

/**
 * What is left of sources that had to be forgotten after one port: which one, and when. By that a slow scanner is known
 * again behind a flood of forged sources. Addresses are told apart to the last bit, so that no two are taken for one. Times
 * are in ticks, as in source-states.ts.
 */
export interface Traces {
  /** A source is forgotten that has touched one port, as `keyOf` has it, and came `first` then. */
  leave(source: Address, key: number, first: number): void;
  /** `take` will ask for that source soon: begins to fetch what it will look at. */
  reach(source: Address): void;
  /**
   * Takes the trace of a source out, if there is one that still says something: its port then stands in `key`, and when it
   * was touched in `first`, rounded to what is longer ago.
   */
  take(source: Address, now: number): boolean;
  readonly key: number;
  readonly first: number;
  /** The time of the last question (ticks). */
  readonly now: number;
  /**
   * Calls `each` with every trace that still says something, in steps, what was left last first as far as that shows.
   * Ages are in steps of 8 s, up to `now`.
   */
  readonly walk: (each: (source: Address, key: number, age: number) => void) => Steps<void>;
  /** Says to traces of nobody what time it is. */
  readonly begin: (now: number) => void;
  /** Leaves what `walk` told when it was `then`. */
  readonly recall: (source: Address, key: number, age: number, then: number) => void;
}

/** Of sources that come back nothing is known. */
export const noTraces: Traces = {
  leave: () => {},
  reach: () => {},
  take: () => false,
  key: 0,
  first: 0,
  now: 0,
  walk: function* () {},
  begin: () => {},
  recall: () => {},
};

/** 8 MiB for 1.3 million IPv4 addresses, six bytes each, and 2 MiB for 98,304 of IPv6, 20 bytes each; paid as they come. */
const bits = { ipv4: 17, ipv6: 15 } as const;
/** Ticks in a step, 8 s, 2 to the power of that. A time is 15 bits of steps, which come round after three days. */
const stepBits = 6;
const step = 2 ** stepBits;
const span = 2 ** 15 - 1;
/** A day in ticks: after that so little is left of one port that a source is a stranger again (slow-rule.ts). */
const lasting = 24 * 3600 * 8;

/** 1 to `span`: 0 is nothing. */
const wrapped = (tick: number): number => 1 + ((tick >>> stepBits) % span);

export function createTraces(): Traces {
  const places = placesOfIPv4();
  const ipv4 = createBucketTable(2 ** bits.ipv4, 1, places.locate);
  const ipv6 = createBucketTable(2 ** bits.ipv6, 8, locateIPv6);
  const result = { key: 0, first: 0, now: 0 };
  /** The same in steps. */
  let now = 1;
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
  const sweepEvery = Math.floor(lasting / 2 / ipv6.buckets);
  const pass = (tick: number): void => {
    const gone = (tick - result.now) | 0;
    result.now = tick;
    now = wrapped(tick);
    if (isEmpty || gone === 0) return;
    if (Math.abs(gone) > lasting) clear();
    else unswept += Math.abs(gone);
    sweep();
  };
  const leave = (source: Address, key: number, first: number): void => {
    const when = wrapped(first) | (key >>> 16 === planes.udp ? span + 1 : 0);
    if (isDead(when)) return;
    isEmpty = false;
    tableOf(source).put(source, key & 0xffff, when, ageOf);
  };
  const firstOf = (age: number, tick: number): number => ((tick & -step) - age * step) | 0;
  return Object.assign(result, {
    leave,
    reach: (source: Address): void => tableOf(source).reach(source),
    take: (source: Address, tick: number): boolean => {
      pass(tick);
      if (isEmpty) return false;
      const table = tableOf(source);
      if (!table.take(source) || isDead(table.time)) return false;
      result.key = keyIn(table);
      result.first = firstOf(ageOf(table.time), tick);
      return true;
    },
    walk: function* (each: (source: Address, key: number, age: number) => void): Steps<void> {
      if (isEmpty) return;
      for (const [table, sourceOf, words] of [
        [ipv4, places.sourceAt, new Uint16Array(1)] as const,
        [ipv6, sourceOfIPv6, new Uint16Array(8)] as const,
      ])
        for (let at = 0; at < table.ways * table.buckets; at++) {
          const [back, bucket] = [Math.floor(at / table.buckets), at % table.buckets];
          if (table.look(bucket, back, words) && !isDead(table.time))
            each(sourceOf(words, bucket), keyIn(table), ageOf(table.time));
          if (at % bucketsPerStep === 0) yield;
        }
    },
    begin: pass,
    recall: (source: Address, key: number, age: number, then: number): void =>
      leave(source, key, firstOf(age, then)),
  });
}

/** Buckets that are looked at in a millisecond, full ones. */
const bucketsPerStep = 1_024;

const keyIn = ({ value, time }: Pick<BucketTable<Address>, 'value' | 'time'>): number =>
  value | ((time > span ? planes.udp : planes.tcp) << 16);

/**
 * An IPv4 address is its first bucket, 17 bits of a permutation, and 15 bits that are kept with the number of the choice.
 * From the bucket of the second choice those 15 bits lead back to the first, so that they tell it apart there, too.
 */
function placesOfIPv4() {
  const permutation = createPermutation();
  const rest = 32 - bits.ipv4;
  const low = 2 ** rest - 1;
  const locate: Locate<Address> = (source, places) => {
    const word = permutation.of(source[3] | 0);
    const kept = word & low;
    places.first = word >>> rest;
    places.second = beside(places.first, kept);
    places.firstWords[0] = kept;
    places.secondWords[0] = kept | (1 << rest);
  };
  const sourceAt = ([words = 0]: Uint16Array, bucket: number): Address => {
    const kept = words & low;
    const first = words >>> rest === 0 ? bucket : beside(bucket, kept);
    return [0, 0, 0xffff, permutation.back((first << rest) | kept) >>> 0];
  };
  return { locate, sourceAt };
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

function sourceOfIPv6(words: Uint16Array): Address {
  const wordAt = (i: number): number => (((words[2 * i] ?? 0) << 16) | (words[2 * i + 1] ?? 0)) >>> 0;
  return [wordAt(0), wordAt(1), wordAt(2), wordAt(3)];
}

/** Another bucket of the same page, picked by some number; the same number leads back from there. */
const beside = (bucket: number, by: number): number => bucket ^ (1 + (by % (bucketsPerPage - 1)));
