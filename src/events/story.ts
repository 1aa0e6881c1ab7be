import type { Prefix } from '../net/address.ts';
import { isUnknown } from './account.ts';
import { createEnds } from './ends.ts';
import type { Ban, Found, Touch } from './event.ts';
import { type Accounts, type Reading, readEvents } from './read.ts';
import type { Shared } from './shared/hear-shared.ts';
import { readShared } from './shared/read-shared.ts';

/** One event of any log; `shared` is what other hosts have proven. */
export type StoryEvent =
  | ({ readonly what: 'touch' } & Touch)
  | ({ readonly what: 'ban' } & Ban)
  | ({ readonly what: 'found' } & Found)
  | ({ readonly what: 'shared' } & Shared & { readonly prefix?: number });

/** All that is known of one address or network. */
export interface Story {
  /** In order of time. */
  readonly events: readonly StoryEvent[];
  /** So many stand between the first and the last ones, and are left out. */
  readonly leftOut: number;
  readonly accounts: Accounts;
  /** What is to be said of the fleet's log. */
  readonly notes?: readonly string[];
  /** Whether either log tells anything at all of the span. */
  readonly isKnown: { readonly log: boolean; readonly bans: boolean };
}

/** Of each log; nobody reads more. */
const most = 5_000;

/** Reads the story of `only`: its lines and what every jail did, by the clock that both logs have. */
export async function readStory(reading: Reading & { readonly only: Prefix }): Promise<Story> {
  const ends = () => createEnds<StoryEvent>(most);
  const [ours, bans, shared] = [ends(), ends(), ends()];
  const accounts = await readEvents(
    { jails: 'all', ...reading },
    {
      onTouch: touch => ours.add({ what: 'touch', ...touch }),
      onBan: ban => bans.add({ what: 'ban', ...ban }),
      onFound: found => bans.add({ what: 'found', ...found }),
    },
  );
  const { places, span, only, signal } = reading;
  const onShared = (one: Shared): void => shared.add({ what: 'shared', ...one });
  const notes =
    places.shared === undefined ? [] : await readShared(places.shared, { span, only, signal }, onShared);
  const leftOut = ours.leftOut() + bans.leftOut() + shared.leftOut();
  const isKnown = {
    log: !isUnknown(accounts.log, reading.span),
    bans: !isUnknown(accounts.bans, reading.span),
  };
  const lines = mergeByTime(ours.kept(), shared.kept());
  return { events: mergeByTime(lines, bans.kept()), leftOut, accounts, notes, isKnown };
}

/**
 * Both in one list. Each keeps its own order, though a clock may have gone back; where two have the same time, the first
 * list goes first: a line is written before Fail2ban finds it.
 */
export function mergeByTime<T extends { readonly time: number }>(
  first: readonly T[],
  second: readonly T[],
): T[] {
  const merged: T[] = [];
  let at = 0;
  for (const one of first) {
    for (let other = second[at]; other !== undefined && other.time < one.time; other = second[at]) {
      merged.push(other);
      at++;
    }
    merged.push(one);
  }
  return [...merged, ...second.slice(at)];
}
