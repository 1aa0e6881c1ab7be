/** Finds slots by the hash of what they hold: open addressing, linear probing, at most half full. */
export interface SlotIndex {
  /** The first place that may hold a slot with this hash, or -1. */
  first(hash: number): number;
  /** The next such place, or -1. */
  next(place: number, hash: number): number;
  slotAt(place: number): number;
  add(slot: number, hash: number): void;
  /** Takes a slot out that is in. What it holds must still be there. */
  remove(slot: number): void;
}

/**
 * @param capacity slots at most
 * @param hashOf the hash of what a slot holds, 32 bits, for moving those up that a removed one had pushed back
 */
export function createSlotIndex(capacity: number, hashOf: (slot: number) => number): SlotIndex {
  const places = capacity * 2;
  const entries = new Int32Array(places);
  // An entry is the slot + 1 and, above it, the lowest bits of the hash: most slots of others are never looked at.
  const slotBits = 32 - Math.clz32(capacity);
  const slotMask = 2 ** slotBits - 1;
  const scale = places / 2 ** 32;

  const homeOf = (hash: number): number => Math.floor((hash >>> 0) * scale);
  const after = (place: number): number => (place + 1 === places ? 0 : place + 1);
  const entryAt = (place: number): number => entries[place] ?? 0;
  const slotAt = (place: number): number => (entryAt(place) & slotMask) - 1;
  const search = (from: number, hash: number): number => {
    const tag = hash << slotBits;
    for (let place = from; ; place = after(place)) {
      const entry = entryAt(place);
      if (entry === 0) return -1;
      if (((entry ^ tag) & ~slotMask) === 0) return place;
    }
  };
  const placeOf = (slot: number): number => {
    let place = homeOf(hashOf(slot));
    while (slotAt(place) !== slot) place = after(place);
    return place;
  };
  /** Steps from one place on to the other. */
  const distance = (from: number, to: number): number => (to >= from ? to - from : to - from + places);
  return {
    first: hash => search(homeOf(hash), hash),
    next: (place, hash) => search(after(place), hash),
    slotAt,
    add: (slot, hash) => {
      let place = homeOf(hash);
      while (entryAt(place) !== 0) place = after(place);
      entries[place] = (hash << slotBits) | (slot + 1);
    },
    remove: slot => {
      // An entry that stands behind the hole, and would rather stand in it, moves up: no mark of the dead is left behind.
      let hole = placeOf(slot);
      for (let place = after(hole); entryAt(place) !== 0; place = after(place)) {
        if (distance(homeOf(hashOf(slotAt(place))), place) < distance(hole, place)) continue;
        entries[hole] = entryAt(place);
        hole = place;
      }
      entries[hole] = 0;
    },
  };
}
