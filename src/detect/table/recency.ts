/** Classes of what is remembered, from what may go first to what should stay longest. */
const classes = 4;

/** Slots in the order in which they were touched, each class for itself. Every step takes the same time. */
export interface Recency {
  /** Takes a slot in as the one touched last in its class. */
  add(slot: number, rank: number): void;
  /** The slot, which stays in its class, was touched now. */
  touch(slot: number): void;
  rankOf(slot: number): number;
  /** Takes a slot out. */
  remove(slot: number): void;
  /**
   * The slot that has to go when all are taken: the one touched longest ago in the lowest class that holds more than its
   * share, a quarter, so that a class can push out none but its own beyond its share.
   */
  victim(): number;
  /** All slots, the highest class first, in each the one touched last first. */
  order(): Int32Array;
}

/** Lists for slots from 0 to `capacity` - 1, threaded through arrays; each class is a ring around a place of its own. */
export function createRecency(capacity: number): Recency {
  const older = new Int32Array(capacity + classes);
  const newer = new Int32Array(capacity + classes);
  const ranks = new Uint8Array(capacity);
  const sizes = new Int32Array(classes);
  for (let ring = capacity; ring < capacity + classes; ring++) older[ring] = newer[ring] = ring;

  const link = (first: number, second: number): void => {
    newer[first] = second;
    older[second] = first;
  };
  const append = (slot: number, rank: number): void => {
    const ring = capacity + rank;
    link(older[ring] ?? ring, slot);
    link(slot, ring);
  };
  const unlink = (slot: number): void => link(older[slot] ?? 0, newer[slot] ?? 0);
  const rankOf = (slot: number): number => ranks[slot] ?? 0;
  const sizeOf = (rank: number): number => sizes[rank] ?? 0;
  return {
    add: (slot, rank) => {
      ranks[slot] = rank;
      sizes[rank] = sizeOf(rank) + 1;
      append(slot, rank);
    },
    touch: slot => {
      unlink(slot);
      append(slot, rankOf(slot));
    },
    rankOf,
    remove: slot => {
      unlink(slot);
      sizes[rankOf(slot)] = sizeOf(rankOf(slot)) - 1;
    },
    victim: () => {
      let rank = 0;
      while (rank < classes && sizeOf(rank) <= capacity / classes) rank++;
      // All hold their share exactly: the newcomer will be one too many in the lowest.
      if (rank === classes) rank = 0;
      return newer[capacity + rank] ?? 0;
    },
    order: () => {
      const slots = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
      let at = 0;
      for (let ring = capacity + classes - 1; ring >= capacity; ring--)
        for (let slot = older[ring] ?? ring; slot !== ring; slot = older[slot] ?? ring) slots[at++] = slot;
      return slots;
    },
  };
}
