import type { Spread } from './report.ts';

/** The spread of times in milliseconds; null of none. */
export function spreadOf(times: readonly number[]): Spread | null {
  if (times.length === 0) return null;
  const sorted = Float64Array.from(times).sort();
  return { count: times.length, median: secondsAt(sorted, 0.5), ninety: secondsAt(sorted, 0.9) };
}

/** The smallest of them that so large a share does not exceed. */
const secondsAt = (sorted: Float64Array, share: number): number =>
  Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) / 1000;
