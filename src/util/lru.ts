/** A bounded table: the entry used longest ago makes room for a new one. */
export interface Lru<V> {
  /** The value, which counts as used now. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  /** Removes and answers the entry used longest ago. */
  evict(): V | undefined;
  readonly size: number;
}

/**
 * A Map keeps its entries in the order they were set, so re-setting one on use makes its first key the oldest. One
 * iterator is kept for all evictions: a fresh one would step over every key deleted before, which makes eviction under
 * forged sources cost the square of the table.
 */
export function createLru<V>(bound: number): Lru<V> {
  const entries = new Map<string, V>();
  let cursor = entries.keys();
  const evict = (): V | undefined => {
    let next = cursor.next();
    if (next.done === true) {
      cursor = entries.keys();
      next = cursor.next();
    }
    if (next.done === true) return undefined;
    const value = entries.get(next.value);
    entries.delete(next.value);
    return value;
  };
  return {
    get: key => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > bound) evict();
    },
    evict,
    get size() {
      return entries.size;
    },
  };
}
