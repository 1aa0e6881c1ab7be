/** The two buckets in one of which a key may be kept, and the words by which it is told from all others there. */
interface Places {
  first: number;
  second: number;
  readonly firstWords: Uint16Array;
  readonly secondWords: Uint16Array;
}

/** Writes where a key may be kept. Both buckets in one page of memory (`bucketsPerPage`) cost half as much to reach. */
export type Locate<K> = (key: K, places: Places) => void;

/** A table that takes whatever comes, and forgets for it what came longest ago. Every step takes the same time. */
export interface BucketTable<K> {
  /**
   * Keeps a value of 16 bits and the time of a key that is not in.
   * @param time 1 to 65,535
   * @param ageOf how long ago such a time was
   */
  put(key: K, value: number, time: number, ageOf: (time: number) => number): void;
  /**
   * Begins to fetch the memory that `take` of a key will look at, and does not wait for it: what is done meanwhile is done
   * beside that.
   */
  reach(key: K): void;
  /** Takes a key out; true when it was in: its value and its time then stand in the fields below. */
  take(key: K): boolean;
  readonly value: number;
  readonly time: number;
  /**
   * Looks at the key of a bucket that came `back` before its last one: true when there is one, whose words then stand in
   * `into` and its value and its time in the fields above. `back` is 0 to `ways` - 1.
   */
  look(bucket: number, back: number, into: Uint16Array): boolean;
  readonly ways: number;
  /** Takes out what is dead in a bucket. */
  sweep(bucket: number, isDead: (time: number) => boolean): void;
  readonly buckets: number;
  clear(): void;
}

/** A bucket is one line of the processor's cache: a question costs two looks at the memory. Its last word is the next way. */
const bucketWords = 32;
const nextAt = bucketWords - 1;
/** Of a page of 4 KiB: it is found once by the processor for all of them. */
export const bucketsPerPage = 4096 / (2 * bucketWords);

/**
 * Keys in buckets, each a ring in which the next one takes the place of the oldest. A key may be in one of two buckets, and
 * goes where the oldest is older (Azar and others, "Balanced Allocations", 1994), so that nearly all are kept equally long.
 * @param keyWords 16-bit words of a key, as `locate` writes them
 */
export function createBucketTable<K>(buckets: number, keyWords: number, locate: Locate<K>): BucketTable<K> {
  const width = keyWords + 2;
  const ways = Math.floor(nextAt / width);
  const words = new Uint16Array(buckets * bucketWords);
  /** Of the key that is sought. */
  const places: Places = {
    first: 0,
    second: 0,
    firstWords: new Uint16Array(keyWords),
    secondWords: new Uint16Array(keyWords),
  };
  /** What `reach` reads is kept: a reading that nobody keeps would not be made. */
  const result = { value: 0, time: 0, reached: 0 };

  const timeAt = (place: number): number => words[place + keyWords + 1] ?? 0;
  /** Of a key whose first word is there. */
  const isAt = (place: number, key: Uint16Array): boolean => {
    for (let i = 1; i < keyWords; i++) if (words[place + i] !== key[i]) return false;
    return timeAt(place) !== 0;
  };
  const remove = (place: number): void => {
    words[place + keyWords + 1] = 0;
  };
  /** Where the oldest of a bucket is, or nothing. */
  const nextOf = (bucket: number): number =>
    bucket * bucketWords + (words[bucket * bucketWords + nextAt] ?? 0) * width;
  const takeFrom = (bucket: number, key: Uint16Array): boolean => {
    const first = bucket * bucketWords;
    const word = key[0];
    for (let place = first; place < first + ways * width; place += width) {
      if (words[place] !== word || !isAt(place, key)) continue;
      result.value = words[place + keyWords] ?? 0;
      result.time = timeAt(place);
      remove(place);
      return true;
    }
    return false;
  };
  /** Whether the oldest of one bucket goes before that of the other. */
  const isOlder = (one: number, other: number, ageOf: (time: number) => number): boolean => {
    const oldest = timeAt(nextOf(one));
    const peer = timeAt(nextOf(other));
    return peer !== 0 && (oldest === 0 || ageOf(oldest) > ageOf(peer));
  };
  return Object.assign(result, {
    put: (key: K, value: number, time: number, ageOf: (time: number) => number): void => {
      locate(key, places);
      const isSecond = isOlder(places.second, places.first, ageOf);
      const bucket = isSecond ? places.second : places.first;
      const place = nextOf(bucket);
      const from = isSecond ? places.secondWords : places.firstWords;
      for (let i = 0; i < keyWords; i++) words[place + i] = from[i] ?? 0;
      words[place + keyWords] = value;
      words[place + keyWords + 1] = time;
      const at = bucket * bucketWords + nextAt;
      const next = (words[at] ?? 0) + 1;
      words[at] = next === ways ? 0 : next;
    },
    reach: (key: K): void => {
      locate(key, places);
      result.reached = (words[places.first * bucketWords] ?? 0) ^ (words[places.second * bucketWords] ?? 0);
    },
    take: (key: K): boolean => {
      // Both places first: the memory of the second is then fetched while the first is looked through.
      locate(key, places);
      return takeFrom(places.first, places.firstWords) || takeFrom(places.second, places.secondWords);
    },
    look: (bucket: number, back: number, into: Uint16Array): boolean => {
      const next = words[bucket * bucketWords + nextAt] ?? 0;
      const place = bucket * bucketWords + ((next + ways - 1 - back) % ways) * width;
      result.time = timeAt(place);
      if (result.time === 0) return false;
      for (let i = 0; i < keyWords; i++) into[i] = words[place + i] ?? 0;
      result.value = words[place + keyWords] ?? 0;
      return true;
    },
    ways,
    sweep: (bucket: number, isDead: (time: number) => boolean): void => {
      const first = bucket * bucketWords;
      for (let place = first; place < first + ways * width; place += width)
        if (timeAt(place) !== 0 && isDead(timeAt(place))) remove(place);
    },
    buckets,
    clear: (): void => {
      words.fill(0);
    },
  });
}
