import { type Address, formatAddress } from '../../src/net/address.ts';

/** An address table as slow and obvious as can be: a list, the one touched longest ago first. */
export function modelTable(capacity: number) {
  const entries: { key: string; rank: number }[] = [];
  const keyOf = formatAddress;
  const indexOf = (address: Address): number => entries.findIndex(({ key }) => key === keyOf(address));
  const toEnd = (index: number, rank?: number): void => {
    for (const entry of entries.splice(index, 1)) entries.push({ ...entry, rank: rank ?? entry.rank });
  };
  const evict = (): void => {
    const sizeOf = (rank: number): number => entries.filter(entry => entry.rank === rank).length;
    const rank = [0, 1, 2, 3].find(each => sizeOf(each) > capacity / 4) ?? 0;
    entries.splice(
      entries.findIndex(entry => entry.rank === rank),
      1,
    );
  };
  return {
    has: (address: Address) => indexOf(address) >= 0,
    rankOf: (address: Address) => entries[indexOf(address)]?.rank,
    /** True when the address was not in. */
    use: (address: Address): boolean => {
      const index = indexOf(address);
      if (index >= 0) {
        toEnd(index);
        return false;
      }
      if (entries.length === capacity) evict();
      entries.push({ key: keyOf(address), rank: 0 });
      return true;
    },
    setRank: (address: Address, rank: number): void => toEnd(indexOf(address), rank),
    get size() {
      return entries.length;
    },
  };
}
