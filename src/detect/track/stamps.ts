import type { Moment } from '../../net/lapsing-set.ts';

/** A port as `keyOf` has it, 18 bits, with the time when it was touched, 13 bits, and a bit for "no longer counts". */

/** Parts of the window that times are told in: 0.3 s of ten minutes. */
const stampsPerWindow = 2048;
/** Four windows. */
const stampSpan = 4 * stampsPerWindow;
const stampMask = stampSpan - 1;
export const oldBit = 1 << 31;
export const keyMask = (1 << 18) - 1;

/** The time as it stands in an entry: it comes round after four windows. */
export const stampOf = ({ time }: Moment, window: number): number => {
  const whole = Math.floor((time * stampsPerWindow) / window);
  // As by %, which takes five times as long where a number has more than 32 bits.
  return (whole - Math.floor(whole / stampSpan) * stampSpan) & stampMask;
};

export const stamped = (key: number, now: number): number => key | (now << 18);

/** An entry with its time so many stamps later. */
export const restamped = (entry: number, by: number): number =>
  (entry & (keyMask | oldBit)) | ((((entry >>> 18) + by) & stampMask) << 18);

/** So long is a stamp of this window (milliseconds). */
export const stampLength = (window: number): number => window / stampsPerWindow;

/**
 * How far back the time of an entry lies, 1 to 2048 behind `now` when the clock was set back. A source that was quiet for
 * a window is aged as a whole, so a stamp lies at most two windows back, and a clock that was set back puts it at most one
 * ahead; of four windows the last one back is therefore the first one ahead.
 */
function stampBack(entry: number, now: number): number {
  const back = (now - (entry >>> 18)) & stampMask;
  return back < 3 * stampsPerWindow ? back : back - 4 * stampsPerWindow;
}

/** True for an entry that has left the window, marked so or not. */
export const isOver = (entry: number, now: number): boolean => stampBack(entry, now) > stampsPerWindow;
