import type { Tally, Why } from '../../log/line.ts';
import type { Answer, Probe } from '../../probe.ts';
import type { Counters, Rules, Sink } from '../rules.ts';
import { shield, spare } from '../spare/protect.ts';
import type { Activity } from '../track/tracker.ts';
import { createGuard, type Sort } from './guard.ts';
import { createHolding, type Reason } from './held-lines.ts';
import { createSteadyTime } from './pace.ts';
import { createRepeats } from './repeats.ts';
import { createWaiting, type Waiter } from './waiting.ts';

/** Decides which verdicts are written, which are held back and which wait: repeats, answers, then the flood guard. */
export interface DueLines {
  /** A probe whose source has reached the trigger and is not spared. */
  readonly scan: (probe: Probe, tally: Tally) => void;
  /** An observation. */
  readonly seen: (probe: Probe, tally: Tally, why: Why) => void;
  /** A port has answered, so what was a probe of it was none; `activity` is what its source has done without it. */
  readonly answered: (answer: Answer, activity: Activity | undefined) => void;
  /**
   * Writes the lines that wait when it is their turn; to be called for every probe, and by a timer, with a time up to
   * which all answers have been heard.
   */
  readonly tick: (time: number) => void;
  /** Sources that wait for nothing any more but a flood to pass. */
  readonly overdue: () => number;
  /** Says what was held back since this was called last. */
  readonly sayHeld: (time: number) => void;
  /** Gives up every line that still waits, so that what is said is the whole. */
  readonly end: (time: number) => void;
}

/** All that are in a list since before this. */
const everybody = Number.POSITIVE_INFINITY;

export function createDueLines(rules: Rules, sink: Sink, counters: Counters): DueLines {
  const [repeats, guard] = [createRepeats(), createGuard()];
  // Those whose first line it would be compete for few places; a further one must not take any of them.
  const [firsts, agains, observed] = [createWaiting(), createWaiting(), createWaiting()];
  const lists = [firsts, agains, observed];
  const steady = createSteadyTime();
  const { hold, say: sayHeld } = createHolding(sink, counters);
  let [last, heard] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const patience = (): number => rules.patience ?? 0;
  const waits = (probe: Probe): boolean => probe.evidence === 'packet' && patience() > 0;

  const giveUp = (waiter: Waiter | undefined, reason: Reason = 'flood'): void => {
    if (waiter !== undefined) hold(reason, newest(waiter), waiter.count);
  };
  const forget = (waiter: Waiter | undefined): void => {
    if (waiter !== undefined) counters.quiet += waiter.count;
  };
  /** By the time of now: that of a probe that has waited may look like a clock that was set back. */
  const observe = (probe: Probe, tally: Tally, why: Why, now: number): void => {
    if (!isWanted(probe, why)) counters.quiet++;
    else if (!guard.allows('seen', now)) hold('flood', probe);
    else {
      guard.spend('seen', now);
      counters.seen++;
      repeats.saidSeen(probe, why);
      sink.seen(probe, tally, why);
    }
  };
  const isWanted = (probe: Probe, why: Why): boolean => rules.seen.has(why) && repeats.seenDue(probe, why);
  const seen: DueLines['seen'] = (probe, tally, why) => {
    if (!waits(probe)) observe(probe, tally, why, steady(probe.time));
    else if (isWanted(probe, why)) giveUp(observed.offer(probe, tally, probe.time, why));
    else counters.quiet++;
    counters.waiting = waiting();
  };
  /** A source that has waited may be protected by now; and a flood must not cost a question to the kernel for each packet. */
  const name = (probe: Probe, tally: Tally, sort: Sort, now: number, touched = probe.time): void => {
    const why = spare(probe, rules.spared) ?? shield(probe, rules.spared, touched);
    if (why !== undefined) {
      observe(probe, tally, why, now);
      return;
    }
    guard.spend(sort, now);
    counters.scan++;
    repeats.said(probe, tally.hits);
    sink.scan(probe, tally);
  };
  /** Names one that has waited, and counts its other probes. */
  const nameWaiter = (waiter: Waiter, sort: Sort, now: number): void => {
    const probe = newest(waiter);
    // The time of a line is that of its packet, but for a flood: Fail2ban bans from there, and passes over what is old.
    const time = Math.min(now, Math.max(probe.time, now - patience()));
    name({ ...probe, time }, waiter.tally, sort, now, waiter.since);
    hold(now - waiter.since < 2 * patience() ? 'repeat' : 'flood', probe, waiter.count - 1);
  };
  const scan: DueLines['scan'] = (probe, tally) => {
    const now = steady(probe.time);
    const turn = repeats.turnOf(probe, tally.hits, rules.trigger.window);
    if (turn === 'early') {
      hold('repeat', probe);
      return;
    }
    const sort = `${probe.evidence} ${turn}` as const;
    if (sort === 'packet first') giveUp(firsts.offer(probe, tally, probe.time));
    else if (sort === 'packet again' && waits(probe)) giveUp(agains.offer(probe, tally, probe.time));
    else if (!guard.allows(sort, now)) hold('flood', probe);
    else {
      name(probe, tally, sort, now);
      // A source that has been named waits no more.
      for (const list of [firsts, agains])
        giveUp(list.take(probe.source), patience() > 0 ? 'repeat' : 'flood');
    }
    counters.waiting = waiting();
  };
  const answered: DueLines['answered'] = ({ source, protocol, port }, activity) => {
    for (const list of lists) {
      forget(list.settle(source, protocol, port));
      if (activity === undefined) continue;
      if (list === observed || activity.triggered) list.retell(source, activity, observationOf(activity));
      else drop(list.take(source), activity);
    }
    counters.waiting = waiting();
  };
  /** It would have been named and is below the trigger again: an observation at most. */
  const drop = (waiter: Waiter | undefined, activity: Activity): void => {
    if (waiter === undefined) return;
    counters.quiet += waiter.count - 1;
    seen(newest(waiter), activity, observationOf(activity));
  };
  const release = (now: number, since: number): void => {
    for (let waiter = observed.takeBest(since); waiter !== undefined; waiter = observed.takeBest(since)) {
      counters.quiet += waiter.count - 1;
      observe(newest(waiter), waiter.tally, waiter.why ?? 'below-trigger', now);
    }
    for (let waiter = agains.takeBest(since); waiter !== undefined; waiter = agains.takeBest(since)) {
      if (guard.allows('packet again', now)) nameWaiter(waiter, 'packet again', now);
      else giveUp(waiter);
    }
    while (firsts.isDue(since) && guard.allows('packet first', now)) {
      for (const waiter of firsts.takeExpired(now, rules.trigger.window)) giveUp(waiter);
      const best = firsts.takeBest(since);
      if (best !== undefined) nameWaiter(best, 'packet first', now);
    }
  };
  const waiting = (): number => firsts.probes + agains.probes + observed.probes;
  const tick = (time: number): void => {
    const now = steady(time);
    // When the clock was set back nobody can tell any more how long it was.
    heard = patience() === 0 || now < last ? everybody : time - patience();
    last = now;
    release(now, heard);
    counters.waiting = waiting();
  };
  const end = (time: number): void => {
    const now = steady(time);
    release(now, everybody);
    while (firsts.size > 0) giveUp(firsts.takeBest());
    counters.waiting = 0;
    sayHeld(time);
  };
  return { scan, seen, answered, tick, overdue: () => firsts.countSince(heard), sayHeld, end };
}

/** What a source is that has not reached the trigger. */
const observationOf = ({ isOfLan }: Activity): Why => (isOfLan ? 'lan' : 'below-trigger');

const newest = ({ probes }: Waiter): Probe => {
  const probe = probes.at(-1);
  if (probe === undefined) throw new RangeError('Nobody waits without a probe');
  return probe;
};
