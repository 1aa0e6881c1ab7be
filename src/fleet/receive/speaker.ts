import { type Address, formatAddress } from '../../net/address.ts';
import { createLru } from '../../util/lru.ts';
import type { FleetEvent } from '../event.ts';
import { createHourly } from './hourly.ts';

/** A source that enough hosts have named. */
export interface Proven {
  readonly event: FleetEvent;
  readonly origin: string;
  readonly hosts: number;
}

export interface SpeakerRules {
  /** Lines a second, and an hour by the word of one host, at most. */
  readonly pace: number;
  readonly perOrigin: number;
  /** A source is named again after so long at the earliest (milliseconds): the ban that a line brings. */
  readonly repeatAfter: number;
  readonly write: (proven: Proven, now: number) => void;
  /** Told of a line that is not written, since its host has had its share or too many wait. */
  readonly onHeld: (proven: Proven, now: number) => void;
  /** Told of a source that has its line already, or has one waiting. */
  readonly onKnown: (proven: Proven, now: number) => void;
}

export interface Speaker {
  /** Writes a line, now or when its turn comes; none where this source was named lately. */
  offer(proven: Proven, now: number): void;
  /** Lets those that wait speak; to be called several times a second. */
  tick(now: number): void;
  /** A source that somebody has pardoned does not speak; returns what waited of it. */
  drop(source: Address): Proven | undefined;
  /** That a source was named by the word of a host, before a restart. */
  recall(source: Address, origin: string, time: number): void;
  readonly waiting: number;
}

/** As many as wait at a time, and sources that are known to have been named. */
const mostWaiting = 1_000;
const mostNamed = 65_536;

/**
 * How many lines there are, whoever says what: who has most hosts behind it goes first. What is held back is no loss for
 * long: a source that goes on is told of again a minute later.
 */
export function createSpeaker({
  pace,
  perOrigin,
  repeatAfter,
  write,
  onHeld,
  onKnown,
}: SpeakerRules): Speaker {
  const hourly = createHourly(perOrigin);
  const named = createLru<number>(mostNamed);
  const waiting = new Map<string, Proven>();
  const spend = createBucket(pace);
  const isNamed = (key: string, now: number): boolean => {
    const then = named.get(key);
    return then !== undefined && Math.abs(now - then) < repeatAfter;
  };
  const tick = (now: number): void => {
    while (waiting.size > 0 && spend(now)) {
      const [key, proven] = first(waiting);
      waiting.delete(key);
      named.set(key, now);
      write(proven, now);
    }
  };
  return {
    offer: (proven, now) => {
      const key = formatAddress(proven.event.source);
      if (isNamed(key, now)) return onKnown(proven, now);
      const before = waiting.get(key);
      if (before !== undefined) {
        waiting.set(key, { ...before, hosts: proven.hosts });
        onKnown(proven, now);
      } else if (!hourly.take(proven.origin, now)) onHeld(proven, now);
      else {
        waiting.set(key, proven);
        if (waiting.size > mostWaiting) onHeld(dropped(waiting), now);
      }
      tick(now);
    },
    tick,
    drop: source => {
      const key = formatAddress(source);
      const dropped = waiting.get(key);
      waiting.delete(key);
      return dropped;
    },
    recall: (source, origin, time) => {
      named.set(formatAddress(source), time);
      hourly.take(origin, time);
    },
    get waiting() {
      return waiting.size;
    },
  };
}

/** The one that most hosts have named, the oldest of them. */
function first(waiting: ReadonlyMap<string, Proven>): [string, Proven] {
  const [head, ...rest] = waiting;
  if (head === undefined) throw new RangeError('nobody waits');
  return rest.reduce((best, one) => (one[1].hosts > best[1].hosts ? one : best), head);
}

/** Takes away the one that fewest hosts have named, the youngest of them. */
function dropped(waiting: Map<string, Proven>): Proven {
  const [head, ...rest] = waiting;
  if (head === undefined) throw new RangeError('nobody waits');
  const [key, proven] = rest.reduce((best, one) => (one[1].hosts <= best[1].hosts ? one : best), head);
  waiting.delete(key);
  return proven;
}

/** A second's worth is saved up at most; a clock that was set back earns nothing. */
function createBucket(pace: number): (now: number) => boolean {
  let [left, last] = [pace, Number.NEGATIVE_INFINITY];
  return now => {
    left = Math.min(pace, left + (Math.max(0, now - last) * pace) / 1000);
    last = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}
