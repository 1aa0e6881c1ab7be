import type { Address } from '../../net/address.ts';
import { type FleetEvent, parseEvent, type Unread } from '../event.ts';
import { createAgreement } from './agree.ts';
import { createHeard } from './heard.ts';
import { type Law, type Spare, spareOf } from './law.ts';

/** What is asked of an event; times in milliseconds. */
export interface JudgeRules {
  readonly law: () => Law;
  readonly isPardoned: (source: Address, now: number) => boolean;
  readonly maxAge: number;
  /** How many hosts must have named a source. */
  readonly hosts: number;
}

/** Why nothing comes of a message: `alone` is a source that too few hosts have named. */
export type Refused = Exclude<Unread, 'check'> | 'too-old' | 'ahead' | Spare | 'pardoned' | 'alone';

export type Judged =
  /** Said before, or nothing that is told of anybody: it is not counted. */
  | { readonly verdict: 'again' }
  | { readonly verdict: Exclude<Unread, 'check'> }
  | { readonly verdict: Exclude<Refused, Unread>; readonly event: FleetEvent }
  | { readonly verdict: 'proven'; readonly event: FleetEvent; readonly hosts: number };

/** How far the clock of another host may be ahead of ours (milliseconds). */
export const mostAhead = 300_000;

/** Judges what other hosts tell, by this host's own law first. `origin` is who has told, by the word of the hub. */
export function createJudge({ law, isPardoned, maxAge, hosts }: JudgeRules) {
  const isNew = createHeard();
  const agreement = createAgreement(maxAge);
  return (origin: string, bytes: Uint8Array, now: number): Judged => {
    const event = parseEvent(bytes);
    if (event === 'check') return { verdict: 'again' };
    if (typeof event === 'string') return { verdict: event };
    if (!isNew(origin, event)) return { verdict: 'again' };
    const { source, time } = event;
    if (now - time > maxAge) return { verdict: 'too-old', event };
    if (time - now > mostAhead) return { verdict: 'ahead', event };
    const spare = spareOf(source, now, law());
    if (spare !== undefined) return { verdict: spare, event };
    if (isPardoned(source, now)) return { verdict: 'pardoned', event };
    const agreed = agreement.add(origin, source, Math.min(time, now), now);
    return agreed < hosts ? { verdict: 'alone', event } : { verdict: 'proven', event, hosts: agreed };
  };
}
