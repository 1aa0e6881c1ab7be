/**
 * Small numbers for the sources that have scanned, the only ones of which more is kept: what belongs to each stands in
 * arrays by its number, and the kernel gives memory for as many as there are. 0 is none.
 */
export interface Ids {
  find(slot: number): number;
  /** The number of a source, which it gets now if it has none. It stays that of its slot. */
  give(slot: number): number;
  slotOf(id: number): number;
  /** The greatest that was given. */
  readonly size: number;
}

export function createIds(slots: number): Ids {
  const [ids, owners] = [new Uint32Array(slots), new Uint32Array(slots + 1)];
  let size = 0;
  return {
    find: slot => ids[slot] ?? 0,
    give: slot => {
      const known = ids[slot] ?? 0;
      if (known !== 0) return known;
      ids[slot] = ++size;
      owners[size] = slot;
      return size;
    },
    slotOf: id => owners[id] ?? 0,
    get size() {
      return size;
    },
  };
}
