/**
 * How long to listen to endings and to rest between, so that a host that ends thousands of connections a second has a
 * sample heard and not more: milliseconds, but for counts.
 */

/** Endings heard in a millisecond at most; a thousand a second take about 1 % of the time. */
const mostPerMillisecond = 1;
/** A turn is to end before the kernel's buffer is full: 340 endings with the smallest `net.core.rmem_max` in use. */
const fitting = 250;
export const longestTurn = 1_000;

export interface Turn {
  /** How long to listen. */
  readonly listen: number;
  /** How long not to, before that; 0 to listen on. */
  readonly rest: number;
}

/** The next turn, after one that took `listened` and in which so many were `heard`, and more `lost` or not. */
export function nextTurn(listened: number, heard: number, lost: boolean): Turn {
  const wanted = lost ? listened / 10 : (listened * fitting) / Math.max(heard, 1);
  return {
    listen: Math.min(longestTurn, Math.max(1, Math.round(wanted))),
    rest: Math.max(0, Math.round(heard / mostPerMillisecond - listened)),
  };
}
