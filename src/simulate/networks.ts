import type { Touch } from '../events/event.ts';
import { isIPv4 } from '../net/address.ts';
import type { Names } from '../report/count/names.ts';

/** The networks that are or were banned by some setting: a ban of one is one of every address in it. */
export interface BannedNetworks {
  /** Notes that the source with that slot was banned. */
  note(slot: number): void;
  /** The slots of those that the touch's source lies in. */
  slotsOf(touch: Touch): readonly number[];
}

const none: readonly number[] = [];

export function createBannedNetworks(names: Names): BannedNetworks {
  const lengths = new Set<number>();
  return {
    note: slot => {
      const length = names.prefixOf(slot);
      if (length !== undefined) lengths.add(length);
    },
    slotsOf: ({ source, prefix }) => {
      if (lengths.size === 0 || prefix !== undefined || isIPv4(source)) return none;
      return [...lengths].flatMap(length => names.networkSlot(source, length) ?? []);
    },
  };
}
