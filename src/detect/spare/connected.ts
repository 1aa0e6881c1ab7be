import { type Address, formatAddress } from '../../net/address.ts';
import { createLru } from '../../util/lru.ts';

/** Questions to the kernel about established connections. */
export interface AskPeers {
  /** Whether there is one with this host. */
  one(peer: Address): Answer<boolean>;
  /** The other sides of all of them, as `formatAddress` writes them. */
  all(): Answer<ReadonlySet<string>>;
}

interface Answer<T> {
  readonly value: T;
  /** Milliseconds. */
  readonly took: number;
}

/** An answer holds this long (milliseconds): a connection that ended or began is noticed after that. */
const answerHolds = 3_000;
const maxAnswers = 4096;

/** Milliseconds of questions that one second earns (0.5 %), what is saved up, and what a question counts at the least. */
const earned = 5;
const saved = 200;
const least = 0.25;
/** Looks at all connections take at most one part in so many of the time, too. */
const lookShare = 200;

/**
 * Whether the source of a probe holds an established connection with us, at the time of that probe. A question walks all
 * connections of the host, so no more are asked than a share of the time allows; in a flood of sources one look at all
 * of them answers for everybody and holds the longer the more it cost, so that nobody's verdict has to wait.
 */
export function createConnections(ask: AskPeers): (source: Address, time: number) => boolean {
  const answers = createLru<{ connected: boolean; time: number }>(maxAnswers);
  const spend = purse();
  const everybody = looker(ask);
  return (source, time) => {
    const key = formatAddress(source);
    const known = answers.get(key);
    if (known !== undefined && isFresh(time, known.time, answerHolds)) return known.connected;
    const connected = spend(time, () => ask.one(source));
    if (connected === undefined) return everybody(time).has(key);
    answers.set(key, { connected, time });
    return connected;
  };
}

/** A time ahead of now is as stale as one behind: the clock was set back. */
const isFresh = (now: number, then: number, holds: number): boolean => Math.abs(now - then) < holds;

/** Asks when there is something left for it; otherwise returns undefined. */
function purse(): <T>(time: number, question: () => Answer<T>) => T | undefined {
  let [left, last] = [saved, Number.NEGATIVE_INFINITY];
  return (time, question) => {
    if (time > last) left = Math.min(saved, left + ((time - last) * earned) / 1000);
    last = time;
    if (left <= 0) return undefined;
    const { value, took } = question();
    left -= Math.max(least, took);
    return value;
  };
}

function looker(ask: AskPeers): (time: number) => ReadonlySet<string> {
  let known: { peers: ReadonlySet<string>; time: number; holds: number } | undefined;
  return time => {
    if (known === undefined || !isFresh(time, known.time, known.holds)) {
      const { value: peers, took } = ask.all();
      known = { peers, time, holds: Math.max(answerHolds, took * lookShare) };
    }
    return known.peers;
  };
}
