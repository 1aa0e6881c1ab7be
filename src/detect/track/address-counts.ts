import type { Address } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';
import { createAddressTable } from '../table/address-table.ts';

/** Different addresses of one network that are many: one host has two or three at most. */
export const manyAddresses = 4;

/** Tells networks many of whose addresses touch at a time from those where few do. */
export interface AddressCounts {
  /** Notes that a source touched, an address of this network, which is at least 64 bits long. */
  touch(network: Address, touch: Pick<Probe, 'source' | 'time'>): void;
  /**
   * Whether `manyAddresses` different addresses of a network touched within `window` (milliseconds) of this touch, which has
   * the network in place of its source.
   */
  hasMany(network: Pick<Probe, 'source' | 'time'>, window: number): boolean;
}

const never = Number.NEGATIVE_INFINITY;

/**
 * Remembers the last addresses of each network, newest first: exact, since any further ones are older. Takes 102 bytes a
 * network.
 * @param capacity networks at most; when there are more, those with the fewest addresses are forgotten first
 */
export function createAddressCounts(capacity: number): AddressCounts {
  const table = createAddressTable(capacity);
  /** The last two words of each address; the network is the rest. */
  const hosts = new Int32Array(capacity * manyAddresses * 2);
  const times = new Float64Array(capacity * manyAddresses);

  /** Signed words, and no time: V8 makes an object of either where it does not put this function in the place of its call. */
  const put = (place: number, high: number, low: number): void => {
    hosts[place * 2] = high;
    hosts[place * 2 + 1] = low;
  };
  const isAt = (place: number, address: Address): boolean =>
    hosts[place * 2] === (address[2] | 0) && hosts[place * 2 + 1] === (address[3] | 0);
  const moveUp = (place: number): void => {
    put(place, hosts[place * 2 - 2] ?? 0, hosts[place * 2 - 1] ?? 0);
    times[place] = times[place - 1] ?? never;
  };
  const known = (first: number): number => {
    let found = 0;
    while (found < manyAddresses && (times[first + found] ?? never) !== never) found++;
    return found;
  };
  return {
    touch: (network, { source, time }) => {
      const slot = table.use(network);
      const first = slot * manyAddresses;
      if (table.isFresh) times.fill(never, first, first + manyAddresses);
      let place = first;
      while (place < first + manyAddresses - 1 && !isAt(place, source)) place++;
      for (; place > first; place--) moveUp(place);
      put(first, source[2] | 0, source[3] | 0);
      times[first] = time;
      table.setRank(slot, known(first) - 1);
    },
    hasMany: (network, window) => {
      const slot = table.find(network.source);
      if (slot < 0) return false;
      const first = slot * manyAddresses;
      for (let place = first; place < first + manyAddresses; place++)
        if (Math.abs(network.time - (times[place] ?? never)) > window) return false;
      return true;
    },
  };
}
