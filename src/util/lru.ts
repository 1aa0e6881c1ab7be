/** A bounded table: the entry used longest ago makes room for a new one. */
export interface Lru<V, K = string> {
  /** The value, which counts as used now. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  readonly size: number;
}

interface Used<V, K> {
  readonly key: K;
  value: V;
  older: Used<V, K> | undefined;
  newer: Used<V, K> | undefined;
}

/**
 * The order of use is a list of its own. A Map's order would do, but costs: setting a key anew at each use grows its
 * table without end while an iterator is kept, and evicting with a fresh iterator steps over every key deleted before.
 */
export function createLru<V, K = string>(bound: number): Lru<V, K> {
  const entries = new Map<K, Used<V, K>>();
  let oldest: Used<V, K> | undefined;
  let newest: Used<V, K> | undefined;

  const unlink = ({ older, newer }: Used<V, K>): void => {
    if (older === undefined) oldest = newer;
    else older.newer = newer;
    if (newer === undefined) newest = older;
    else newer.older = older;
  };
  const append = (entry: Used<V, K>): void => {
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  };
  const use = (entry: Used<V, K>): void => {
    if (entry === newest) return;
    unlink(entry);
    append(entry);
  };
  const evict = (): void => {
    if (oldest === undefined) return;
    entries.delete(oldest.key);
    unlink(oldest);
  };
  return {
    get: key => {
      const entry = entries.get(key);
      if (entry !== undefined) use(entry);
      return entry?.value;
    },
    set: (key, value) => {
      const known = entries.get(key);
      const entry = known ?? { key, value, older: undefined, newer: undefined };
      entry.value = value;
      if (known === undefined) {
        entries.set(key, entry);
        append(entry);
      } else use(entry);
      if (entries.size > bound) evict();
    },
    get size() {
      return entries.size;
    },
  };
}
