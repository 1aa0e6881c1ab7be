import type { Address } from '../../net/address.ts';
import { createAddressTable, type Slot } from '../table/address-table.ts';

/**
 * A finished handshake counts from its fifth second to the end of its second minute (milliseconds). A scan that touches
 * open ports on its way is named before the first of them counts; who plans ahead has two minutes for one handshake, which
 * is less than the connection held open that shields for as long as it lasts.
 */
export const countsFrom = 5_000;
export const countsUntil = 120_000;
/** Handshakes no further apart than this leave no moment between them at which none counts. */
const bridged = countsUntil - countsFrom;

/** Hosts that finished a handshake with a service here. Times are milliseconds of one clock. */
export interface Served {
  /** A handshake of this host was finished at that moment, or before. */
  saw(peer: Address, finished: number): void;
  /** Whether a handshake of this host counts at that moment. */
  counts(peer: Address, time: number): boolean;
  readonly size: number;
}

/** Hosts that are remembered: 53 bytes each, 3.5 MB in all, taken as they come. */
export const mostServed = 65_536;

/**
 * Keeps the first and the last handshake of a row without a gap: at any moment of it one counts. One who comes for the
 * first time makes room for those who come again, so that no flood of strangers pushes out the clients of a service.
 */
export function createServed(capacity = mostServed): Served {
  const table = createAddressTable(capacity);
  const first = new Float64Array(capacity);
  const last = new Float64Array(capacity);

  const begin = (slot: Slot, finished: number): void => {
    first[slot] = last[slot] = finished;
    table.setRank(slot, 0);
  };
  const extend = (slot: Slot, finished: number): void => {
    const [from = 0, to = 0] = [first[slot], last[slot]];
    first[slot] = Math.min(from, finished);
    last[slot] = Math.max(to, finished);
    if (Math.max(to, finished) - Math.min(from, finished) >= countsFrom) table.setRank(slot, 1);
  };
  return {
    saw: (peer, finished) => {
      const slot = table.use(peer);
      const [from = 0, to = 0] = [first[slot], last[slot]];
      // What lies far before the row is from a clock that was set back since.
      if (table.isFresh || finished - to > bridged || from - finished > bridged) begin(slot, finished);
      else extend(slot, finished);
    },
    counts: (peer, time) => {
      const slot = table.find(peer);
      if (slot < 0) return false;
      const [from = 0, to = 0] = [first[slot], last[slot]];
      return from <= time - countsFrom && to >= time - countsUntil;
    },
    get size() {
      return table.size;
    },
  };
}
