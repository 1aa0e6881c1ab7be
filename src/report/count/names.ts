import { createAddressTable, type Slot } from '../../detect/table/address-table.ts';
import { type Address, formatAddress, formatPrefix, maskAddress } from '../../net/address.ts';

/** A source as an event names it: an address, or the network that is meant by it (bits as in `Prefix`). */
interface Named {
  readonly source: Address;
  readonly prefix?: number | undefined;
}

/** How long a source that is counted by itself is kept, where there are too many: the highest goes last. */
export const ranks = { seen: 0, scanned: 1, spared: 2, banned: 3 } as const;

/** Gives each source a slot, a small number, by which others keep in arrays what they know of it. */
export interface Names {
  /** The slot of a source; -1 for a network that finds no room. */
  slotOf(named: Named): number;
  /** True when the last `slotOf` gave out a slot: whatever is kept for it was another's. */
  readonly isFresh: boolean;
  /** The slot of a network, where it has one. */
  networkSlot(source: Address, prefix: number): number | undefined;
  /** Keeps a source longer; never less long than before. */
  keep(slot: number, rank: number): void;
  nameOf(slot: number): string;
  /** The address of a slot; undefined where it is of a network. */
  addressOf(slot: number): Address | undefined;
  /** The length of the network of a slot; undefined where it is of an address. */
  prefixOf(slot: number): number | undefined;
  /** Every slot in use. */
  slots(): number[];
  /** How often a source had to give way to another, and a network found no room. */
  readonly leftOut: number;
}

/** Sources that are counted by themselves, and networks that lines or bans name. */
export const mostSources = 500_000;
export const mostNetworks = 10_000;

/** Beyond `most` sources the one goes that was heard of longest ago, of the lowest rank first. */
export function createNames(most: number): Names {
  const table = createAddressTable(most);
  const networks = new Map<string, number>();
  const networkNames: string[] = [];
  const lengths: number[] = [];
  let [isFresh, leftOut] = [false, 0];

  const slotOfNetwork = (source: Address, prefix: number): number => {
    const name = formatPrefix({ address: maskAddress(source, prefix), length: prefix });
    const known = networks.get(name);
    isFresh = known === undefined;
    if (known !== undefined) return known;
    if (networks.size === mostNetworks) {
      leftOut++;
      return -1;
    }
    const slot = most + networks.size;
    networks.set(name, slot);
    networkNames.push(name);
    lengths.push(prefix);
    return slot;
  };
  return {
    slotOf: ({ source, prefix }) => {
      if (prefix !== undefined) return slotOfNetwork(source, prefix);
      const isFull = table.size === most;
      // Who was heard of last matters once somebody has to go, and to keep it in order takes longer than the rest.
      const known = isFull ? -1 : table.find(source);
      isFresh = false;
      if (known >= 0) return known;
      const slot = table.use(source);
      isFresh = table.isFresh;
      if (isFresh && isFull) leftOut++;
      return slot;
    },
    get isFresh() {
      return isFresh;
    },
    networkSlot: (source, prefix) =>
      networks.get(formatPrefix({ address: maskAddress(source, prefix), length: prefix })),
    keep: (slot, rank) => {
      if (slot < most && table.rankOf(slot as Slot) < rank) table.setRank(slot as Slot, rank);
    },
    nameOf: slot =>
      slot < most ? formatAddress(table.addressAt(slot as Slot)) : (networkNames[slot - most] ?? ''),
    addressOf: slot => (slot < most ? table.addressAt(slot as Slot) : undefined),
    prefixOf: slot => (slot < most ? undefined : lengths[slot - most]),
    slots: () =>
      Array.from({ length: table.size + networkNames.length }, (_, at) =>
        at < table.size ? at : most + at - table.size,
      ),
    get leftOut() {
      return leftOut;
    },
  };
}
