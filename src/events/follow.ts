import { readJournal } from '../follow/journal.ts';
import { type Following, tail } from '../follow/tail.ts';
import { noCounts } from './counts.ts';
import type { Hearer, Hearing } from './event.ts';
import { hearBans, type Jails } from './hear-bans.ts';
import { hearLog } from './hear-log.ts';
import { type Place, type Places, placeText } from './places.ts';
import { hearShared } from './shared/hear-shared.ts';
import type { Span } from './span.ts';

export interface FollowOptions {
  /** Without `bans` Fail2ban's log is left alone. */
  readonly places: Pick<Places, 'log'> & Partial<Places>;
  /** Since when each log is told first (milliseconds since the epoch); nothing but what is new without. */
  readonly since?: { readonly log?: number | undefined; readonly bans?: number | undefined };
  /** @default 'ours' */
  readonly jails?: Jails;
  /**
   * Told of a log that cannot be read (now), once until it can be: its place, and why. The error of a rotated file names
   * that one, and has a cause.
   */
  readonly onProblem: (place: string, error: Error) => void;
}

export interface FollowedEvents {
  /** Lines of our log that its writer has not written, or not whole, so far. */
  foreign(): number;
  /** No event comes after the call; nothing keeps the process alive after the promise. */
  stop(): Promise<void>;
}

/** Follows both logs over rotation, each for itself, until it is stopped: what they hold since then, and what comes. */
export function followEvents(options: FollowOptions, hearer: Hearer): FollowedEvents {
  const { places, since, jails = 'ours', onProblem } = options;
  const counts = noCounts();
  const log = follow(places.log, since?.log, onProblem, hearLog(spanFrom(since?.log), hearer, counts));
  const span = spanFrom(since?.bans);
  const bans =
    places.bans && follow(places.bans, since?.bans, onProblem, hearBans({ span, jails }, hearer, noCounts()));
  const shared = followShared(places.shared, since?.log, onProblem, hearer);
  return {
    foreign: () => counts.foreign + log.dropped(),
    stop: async () => {
      await Promise.all([log.stop(), bans?.stop(), shared?.stop()]);
    },
  };
}

/** The fleet's log, for who wants to hear of it. */
const followShared = (
  path: string | undefined,
  since: number | undefined,
  onProblem: FollowOptions['onProblem'],
  { onShared }: Hearer,
): Following | undefined =>
  path === undefined || onShared === undefined
    ? undefined
    : tail(path, {
        from: since ?? 'end',
        onLine: hearShared(spanFrom(since), onShared),
        onProblem: error => onProblem(path, error),
      });

const spanFrom = (since = 0): Span => ({ since, until: Number.POSITIVE_INFINITY });

function follow(
  place: Place,
  since: number | undefined,
  onProblem: FollowOptions['onProblem'],
  { onLine, onMessage }: Hearing,
): Following {
  const complain = (error: Error): void => onProblem(placeText(place), error);
  if (place.kind === 'file') return tail(place.path, { from: since ?? 'end', onLine, onProblem: complain });
  const end = new AbortController();
  const reading =
    place.kind === 'nowhere'
      ? Promise.resolve(place.why)
      : readJournal({
          matches: place.matches,
          from: since ?? Date.now(),
          isFollowed: true,
          onEntry: ({ message, time }) => onMessage(message, time),
          signal: end.signal,
        });
  const told = reading.then(why => {
    if (!end.signal.aborted) complain(new Error(why ?? 'journalctl has ended: start this command again'));
  });
  return {
    dropped: () => 0,
    stop: () => {
      end.abort();
      return told;
    },
  };
}
