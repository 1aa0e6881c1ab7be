import type { Counted, CountName } from '../receive/accounts.ts';
import { countTexts } from './words.ts';

/** How many of each are odd: what one host may have met by chance is not. */
const fromOn: Partial<Record<CountName, (counted: Counted) => number>> = {
  damaged: () => 1,
  unknown: () => 1,
  ahead: () => 1,
  nobody: () => 1,
  // A gateway of this host may have the address of another one elsewhere.
  protected: () => 10,
  // Who is scanned much has more to tell than its share, but not so much more.
  held: ({ lines }) => 20 * (lines + 1),
};

/** What a host has told that no sound one does, in words; '' where there is nothing of it. */
export const oddText = (counted: Counted): string =>
  countTexts(counted, name => counted[name] >= (fromOn[name]?.(counted) ?? Number.POSITIVE_INFINITY));
