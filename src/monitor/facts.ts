import { followEvents } from '../events/follow.ts';
import { type Places, placeText } from '../events/places.ts';
import type { Told } from '../log/once.ts';
import { formatAddress } from '../net/address.ts';
import { type Bans, createBans } from './model/bans.ts';
import { createMemory, type Memory } from './model/memory.ts';
import { createQueue } from './model/queue.ts';
import type { Teller } from './screen/story-page.ts';
import { counted } from './screen/text.ts';
import { askServer } from './server.ts';

export interface Sources {
  readonly places: Places;
  /** Since when our log is told first (milliseconds since the epoch). */
  readonly since: number;
  /** What is wrong with a log, in words. */
  readonly problemText: (place: string, error: Error) => string;
  /** Tells the story of a source. */
  readonly teller: (source: string) => Teller;
}

/** What the logs and the server have told so far. */
export interface Facts {
  readonly memory: Memory;
  readonly bans: Bans;
  /** Why it is not known who is banned; undefined where it is. */
  readonly bansUnknown: () => string | undefined;
  /** What is to be said of the logs. */
  readonly notes: () => string[];
  /** Keeps what comes back, or lets it in. */
  pause(isPaused: boolean): void;
  /** Lines that came since it was paused; undefined where it is not. */
  readonly waiting: () => number | undefined;
  /** Lines of our log that its writer has not written. */
  readonly foreign: () => number;
  stop(): Promise<void>;
}

/** So far back a ban in force may have begun: the longest of our jails (milliseconds). */
const bansBack = 35 * 86_400_000;

/** Columns of the rate on a terminal of 80. */
const columns = 55;
const minute = 60_000;

/** Follows both logs, and asks the server; `onNews` is called for all that may change a screen. */
export function gatherFacts(
  { places, since, problemText }: Sources,
  onNews: (told?: Told) => void,
  ended: AbortSignal,
): Facts {
  const started = Date.now();
  const memory = createMemory(columnFor(started - since));
  const bans = createBans();
  let [named, last] = [0, ''];
  const queue = createQueue<Told>(memory.reach, told =>
    told.verb === 'held' ? memory.hold(told) : memory.add(told),
  );
  const problems: { log?: string | undefined; bans?: string | undefined } = {};
  const place = placeText(places.log);
  const hear = (told: Told): void => {
    problems.log = undefined;
    queue.add(told);
    onNews(told);
  };
  const onServer = (): void => {
    problems.bans = undefined;
    onNews();
  };
  const followed = followEvents(
    {
      places,
      since: { log: since, bans: started - bansBack },
      jails: 'all',
      onProblem: (where, error) => {
        const text = where === 'nowhere' ? error.message : problemText(where, error);
        problems[where === place ? 'log' : 'bans'] = text;
        onNews();
      },
    },
    {
      onTouch: hear,
      onHeld: hear,
      // Said, and counted nowhere else: nothing of it was seen here.
      onShared: ({ source, origin }) => {
        named++;
        last = `${formatAddress(source)} by ${origin}`;
        onNews();
      },
      onBan: ban => {
        bans.hear(ban);
        onServer();
      },
    },
  );
  askServer(bans, onServer, ended);
  return {
    memory,
    bans,
    bansUnknown: () => problems.bans,
    notes: () => [
      ...notes(Object.values(problems), memory.held(), followed.foreign()),
      ...(named === 0 ? [] : [`named by other hosts: ${named}, last ${last}`]),
    ],
    pause: queue.pause,
    waiting: queue.waiting,
    foreign: () => followed.foreign(),
    stop: () => followed.stop(),
  };
}

/** So that all of it fits, in whole minutes. */
const columnFor = (span: number): number => Math.max(1, Math.round(span / (columns * minute))) * minute;

const notes = (problems: readonly (string | undefined)[], held: number, foreign: number): string[] => [
  ...problems.filter(text => text !== undefined),
  ...(held > 0 ? [`held back: ${counted(held, 'line')}`] : []),
  ...(foreign > 0 ? [`not of the form that portjail writes: ${counted(foreign, 'line')}`] : []),
];
