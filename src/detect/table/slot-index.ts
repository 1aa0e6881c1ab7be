/** Finds slots by the hash of what they hold: open addressing, linear probing, at most two thirds full. */
export interface SlotIndex {
  /** The first place that may hold a slot with this hash, or -1. */
  first(hash: number): number;
  /** The next such place, or -1. */
  next(place: number, hash: number): number;
  slotAt(place: number): number;
  add(slot: number, hash: number): void;
  /** Begins to fetch the memory that `remove` of a slot with this hash looks at, as `reach` of bucket-table.ts does. */
  reach(hash: number): void;
  /** Takes a slot out that is in, by its hash. */
  remove(slot: number, hash: number): void;
}

/**
 * Hashes have 32 bits, signed.
 * @param capacity slots at most
 */
export function createSlotIndex(capacity: number): SlotIndex {
  const places = Math.ceil(capacity * 1.5);
  /** Of each place the slot + 1, then the hash: what other slots hold is never looked at. */
  const entries = new Int32Array(places * 2);
  const scale = places / 2 ** 32;

  const homeOf = (hash: number): number => Math.floor((hash >>> 0) * scale);
  const after = (place: number): number => (place + 1 === places ? 0 : place + 1);
  const entryAt = (place: number): number => entries[2 * place] ?? 0;
  const slotAt = (place: number): number => entryAt(place) - 1;
  const hashAt = (place: number): number => entries[2 * place + 1] ?? 0;
  const search = (from: number, hash: number): number => {
    for (let place = from; ; place = after(place)) {
      if (entryAt(place) === 0) return -1;
      if (hashAt(place) === hash) return place;
    }
  };
  const placeOf = (slot: number, hash: number): number => {
    let place = homeOf(hash);
    while (slotAt(place) !== slot) place = after(place);
    return place;
  };
  /** Steps from one place on to the other, by no way that is seldom gone: V8 would compile it anew with all around it. */
  const distance = (from: number, to: number): number => to - from + (((to - from) >> 31) & places);
  /** What `reach` reads is kept: a reading that nobody keeps would not be made. */
  const result = { reached: 0 };
  return Object.assign(result, {
    reach: (hash: number): void => {
      result.reached = entryAt(homeOf(hash));
    },
    first: (hash: number): number => search(homeOf(hash), hash),
    next: (place: number, hash: number): number => search(after(place), hash),
    slotAt,
    add: (slot: number, hash: number): void => {
      let place = homeOf(hash);
      while (entryAt(place) !== 0) place = after(place);
      entries[2 * place] = slot + 1;
      entries[2 * place + 1] = hash;
    },
    remove: (slot: number, hash: number): void => {
      // An entry that stands behind the hole, and would rather stand in it, moves up: no mark of the dead is left behind.
      let hole = placeOf(slot, hash);
      for (let place = after(hole); entryAt(place) !== 0; place = after(place)) {
        if (distance(homeOf(hashAt(place)), place) < distance(hole, place)) continue;
        entries[2 * hole] = entryAt(place);
        entries[2 * hole + 1] = hashAt(place);
        hole = place;
      }
      entries[2 * hole] = 0;
    },
  });
}
