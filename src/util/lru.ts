/** A bounded table: the entry used longest ago makes room for a new one. */
export interface Lru<V> {
  /** The value, which counts as used now. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  readonly size: number;
}

interface Used<V> {
  readonly key: string;
  value: V;
  older: Used<V> | undefined;
  newer: Used<V> | undefined;
}

/**
 * The order of use is a list of its own. A Map's order would do, but costs: setting a key anew at each use grows its
 * table without end while an iterator is kept, and evicting with a fresh iterator steps over every key deleted before.
 */
export function createLru<V>(bound: number): Lru<V> {
  const entries = new Map<string, Used<V>>();
  let oldest: Used<V> | undefined;
  let newest: Used<V> | undefined;

  const unlink = ({ older, newer }: Used<V>): void => {
    if (older === undefined) oldest = newer;
    else older.newer = newer;
    if (newer === undefined) newest = older;
    else newer.older = older;
  };
  const append = (entry: Used<V>): void => {
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  };
  const use = (entry: Used<V>): void => {
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
