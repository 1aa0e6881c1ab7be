import type { Boot } from '../sys/boot.ts';
import type { Parts } from './format.ts';
import { numberOf, savedAt } from './service-ports.ts';

/** What a clock is corrected by all the time says nothing (milliseconds). */
const leastStep = 1_000;

/**
 * How much later the times of a state are by this clock than they were by the one that it was saved by: 0, or less than
 * that by as much as the clock was set back. So each age counts from the time of the save, and nothing lies ahead. Within one
 * start of the machine the clock that is never set says how much has gone by since; else it may have been nothing. A clock
 * that was set forward, or a machine that slept, makes what is remembered older, as it does while a sentry runs.
 * @param now milliseconds since the epoch
 */
export function shiftSince(parts: Parts, boot: Boot, now: number): number {
  const isSameBoot = boot.id !== '' && parts['boot'] === boot.id;
  const elapsed = isSameBoot ? Math.max(0, boot.clock - numberOf(parts['clock'])) : 0;
  const shift = now - savedAt(parts) - elapsed;
  return shift < -leastStep ? shift : 0;
}
