import { type Address, formatAddress } from '../net/address.ts';
import { createLru } from '../util/lru.ts';

/** Asks whether a host holds a connection with us; what it cost is in milliseconds. */
export type AskPeer = (peer: Address) => { connected: boolean; took: number };

/** An answer holds this long (milliseconds): a connection that ended or began is noticed after that. */
export const answerHolds = 3_000;
const maxAnswers = 4096;

/** Milliseconds of questions that one second earns (1 %), what is saved up, and what a question counts at the least. */
export const earned = 10;
export const saved = 200;
export const least = 0.5;

/**
 * Whether the source of a probe holds an established connection with us, at the time of that probe. A question walks all
 * connections of the host, so no more are asked than 1 % of the time allows; a host that cannot be asked about counts as
 * connected: in doubt nobody is cut off, and who goes on scanning is asked about again.
 */
export function createConnections(ask: AskPeer): (source: Address, time: number) => boolean {
  const answers = createLru<{ connected: boolean; time: number }>(maxAnswers);
  const spend = purse();
  return (source, time) => {
    const key = formatAddress(source);
    const known = answers.get(key);
    if (known !== undefined && Math.abs(time - known.time) < answerHolds) return known.connected;
    return spend(time, () => {
      const { connected, took } = ask(source);
      answers.set(key, { connected, time });
      return { answer: connected, took };
    });
  };
}

/** Does the work when there is something left for it; otherwise answers true. */
function purse(): (time: number, work: () => { answer: boolean; took: number }) => boolean {
  let [left, last] = [saved, Number.NEGATIVE_INFINITY];
  return (time, work) => {
    // A clock that was set back earns nothing, and starts anew from there.
    if (time > last) left = Math.min(saved, left + ((time - last) * earned) / 1000);
    last = time;
    if (left <= 0) return true;
    const { answer, took } = work();
    left -= Math.max(least, took);
    return answer;
  };
}
