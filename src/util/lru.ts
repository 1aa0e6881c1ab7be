/** A bounded table: the entry used longest ago makes room for a new one. */
export interface Lru<V> {
  /** The value, which counts as used now. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  readonly size: number;
}

interface Entry<V> {
  readonly key: string;
  value: V;
  older: Entry<V> | undefined;
  newer: Entry<V> | undefined;
}

/**
 * The order of use is a list of its own. A Map's order would do, but costs: setting a key anew at each use grows its
 * table without end while an iterator is kept, and evicting with a fresh iterator steps over every key deleted before.
 */
export function createLru<V>(bound: number): Lru<V> {
  const entries = new Map<string, Entry<V>>();
  let oldest: Entry<V> | undefined;
  let newest: Entry<V> | undefined;

  const unlink = ({ older, newer }: Entry<V>): void => {
    if (older === undefined) oldest = newer;
    else older.newer = newer;
    if (newer === undefined) newest = older;
    else newer.older = older;
  };
  const append = (entry: Entry<V>): void => {
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  };
  const use = (entry: Entry<V>): void => {
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
