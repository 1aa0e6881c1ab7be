import type { Tally, Why } from '../../log/line.ts';
import { type Answer, blankProbe, copyInto, type Evidence, kept, type Probe } from '../../probe.ts';
import type { Counters, Rules, Sink } from '../rules.ts';
import { shield, spare } from '../spare/protect.ts';
import type { Stay } from '../table/address-table.ts';
import type { Activity } from '../track/tracker.ts';
import { createGuard, type Sort } from './guard.ts';
import { createHolding, type Reason } from './held-lines.ts';
import { createSteadyClock } from './pace.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { always, createWaiting, type Then, type Waiter } from './waiting.ts';

/** Decides which verdicts are written, which are held back and which wait: repeats, answers, then the flood guard. */
export interface DueLines {
  /** A probe whose source has reached the trigger and is not spared. */
  readonly scan: (probe: Probe, tally: Tally, stay: Stay) => void;
  /** An observation. */
  readonly seen: (probe: Probe, tally: Tally, why: Why, stay: Stay) => void;
  /** A port has answered, so what was a probe of it was none; `activity` is what its source has done without it. */
  readonly answered: (answer: Answer, activity: Activity | undefined) => void;
  /** Writes the lines that wait when it is their turn; to be called by a timer, with a time as of `Heard`. */
  readonly tick: (time: number) => void;
  /** The same, to be called after every probe. */
  readonly follow: (probe: Probe) => void;
  /** Sources that wait for nothing any more but a flood to pass. */
  readonly overdue: () => number;
  /** Says what was held back since this was called last. */
  readonly sayHeld: (time: number) => void;
  /** Gives up every line that still waits, so that what is said is the whole. */
  readonly end: (time: number) => void;
  /** Who was written, as `Repeats` has it. */
  readonly repeats: Pick<Repeats, 'blocks' | 'recall'>;
}

/** At the time of a probe, up to when all answers have been heard (milliseconds); not later than that time. */
export type Heard = (time: number) => number;

/** @param heardAt that time itself when it is left out */
export function createDueLines(
  rules: Rules,
  sink: Sink,
  counters: Counters,
  heardAt: Heard = time => time,
): DueLines {
  const [repeats, guard] = [createRepeats(), createGuard()];
  // Those whose first line it would be compete for few places; a further one must not take any of them.
  const [firsts, agains, observed] = [createWaiting(), createWaiting(), createWaiting()];
  const lists = [firsts, agains, observed];
  const clock = createSteadyClock();
  const { hold, say: sayHeld } = createHolding(sink, counters);
  /** The last time, and who has waited long enough by what was heard. */
  const last = { time: Number.NEGATIVE_INFINITY };
  const patient = { since: Number.NEGATIVE_INFINITY };
  /** Written over for each question. */
  const [moment, asked] = [{ time: Number.NaN }, { since: Number.NaN }];
  /** Of one shape with every other probe, so that V8 need not compile for two. */
  const spoken = blankProbe();
  const patience = (): number => rules.patience ?? 0;
  const waits = (probe: Probe): boolean => probe.evidence === 'packet' && patience() > 0;

  const giveUp = (waiter: Waiter | undefined, reason: Reason = 'flood'): void => {
    if (waiter !== undefined) hold(reason, newest(waiter), waiter.stay, waiter.count);
  };
  const forget = (waiter: Waiter | undefined): void => {
    if (waiter !== undefined) counters.quiet += waiter.count;
  };
  const observe = (probe: Probe, tally: Tally, why: Why, stay: Stay): void => {
    if (!isWanted(probe, why)) counters.quiet++;
    else if (!guard.allows('seen', clock)) hold('flood', probe, stay);
    else {
      guard.spend('seen', clock);
      counters.seen++;
      repeats.saidSeen(probe, why);
      sink.seen(kept(probe), { hits: tally.hits, ports: tally.ports }, why);
    }
  };
  const isWanted = (probe: Probe, why: Why): boolean => rules.seen.has(why) && repeats.seenDue(probe, why);
  const seen: DueLines['seen'] = (probe, tally, why, stay) => {
    clock.hear(probe);
    see(probe, tally, why, stay);
  };
  /** By the clock as it is: one who has waited tells no new time. */
  const see = (probe: Probe, tally: Tally, why: Why, stay: Stay): void => {
    if (!waits(probe)) observe(probe, tally, why, stay);
    else if (isWanted(probe, why)) giveUp(observed.offer(probe, tally, stay, why));
    else counters.quiet++;
    counters.waiting = waiting();
  };
  /** A source that has waited may be protected by now; and a flood must not cost a question to the kernel for each packet. */
  const name = (probe: Probe, tally: Tally, stay: Stay, sort: Sort, touched = probe.time): void => {
    const why = spare(probe, rules.spared) ?? shield(probe, rules.spared, touched);
    if (why !== undefined) {
      observe(probe, tally, why, stay);
      return;
    }
    guard.spend(sort, clock);
    counters.scan++;
    repeats.said(probe, tally.hits);
    sink.scan(kept(probe), { hits: tally.hits, ports: tally.ports });
  };
  /** Names one that has waited, and counts its other probes. */
  const nameWaiter = (waiter: Waiter, sort: Sort): void => {
    const probe = newest(waiter);
    const { now } = clock;
    // The time of a line is that of its packet, but for a flood: Fail2ban bans from there, and passes over what is old.
    const time = Math.min(now, Math.max(probe.time, now - patience()));
    copyInto(spoken, probe);
    spoken.time = time;
    name(spoken, waiter.tally, waiter.stay, sort, waiter.since);
    hold(now - waiter.since < 2 * patience() ? 'repeat' : 'flood', probe, waiter.stay, waiter.count - 1);
  };
  const scan: DueLines['scan'] = (probe, tally, stay) => {
    clock.hear(probe);
    const turn = repeats.turnOf(probe, tally.hits, rules.trigger.window);
    if (turn === 'early') {
      hold('repeat', probe, stay);
      return;
    }
    const sort = sorts[probe.evidence][turn];
    if (sort === 'packet first') giveUp(firsts.offer(probe, tally, stay));
    else if (sort === 'packet again' && waits(probe)) giveUp(agains.offer(probe, tally, stay));
    else if (!guard.allows(sort, clock)) hold('flood', probe, stay);
    else {
      name(probe, tally, stay, sort);
      // A source that has been named waits no more.
      const reason = patience() > 0 ? 'repeat' : 'flood';
      giveUp(firsts.take(probe.source), reason);
      giveUp(agains.take(probe.source), reason);
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
    see(newest(waiter), activity, observationOf(activity), waiter.stay);
  };
  const release = (then: Then): void => {
    for (let waiter = observed.takeBest(then); waiter !== undefined; waiter = observed.takeBest(then)) {
      counters.quiet += waiter.count - 1;
      observe(newest(waiter), waiter.tally, waiter.why ?? 'below-trigger', waiter.stay);
    }
    for (let waiter = agains.takeBest(then); waiter !== undefined; waiter = agains.takeBest(then)) {
      if (guard.allows('packet again', clock)) nameWaiter(waiter, 'packet again');
      else giveUp(waiter);
    }
    while (firsts.isDue(then) && guard.allows('packet first', clock)) {
      giveUpExpired();
      const best = firsts.takeBest(then);
      if (best !== undefined) nameWaiter(best, 'packet first');
    }
  };
  const giveUpExpired = (): void => {
    const { window } = rules.trigger;
    for (let waiter = firsts.takeExpired(clock.now, window); waiter !== undefined; ) {
      giveUp(waiter);
      waiter = firsts.takeExpired(clock.now, window);
    }
  };
  const waiting = (): number => firsts.probes + agains.probes + observed.probes;
  const tick = (time: number): void => {
    moment.time = time;
    clock.hear(moment);
    // When the clock was set back nobody can tell any more how long it was.
    const isAnybody = patience() === 0 || clock.now < last.time;
    patient.since = isAnybody ? always.since : time - patience();
    last.time = clock.now;
    release(patient);
    counters.waiting = waiting();
  };
  /** Whether a line may be due by then. In a flood those whose first it is wait on, and cost nothing. */
  const isTurn = (then: Then): boolean =>
    observed.isDue(then) || agains.isDue(then) || (firsts.isDue(then) && guard.allows('packet first', clock));
  const follow: DueLines['follow'] = probe => {
    const isBack = probe.time < last.time;
    clock.hear(probe);
    asked.since = patience() === 0 ? always.since : probe.time - patience();
    // Nearly always nobody's turn has come, and up to when all has been heard need not be asked.
    if (isBack || isTurn(asked)) tick(heardAt(probe.time));
    else last.time = clock.now;
  };
  const end = (time: number): void => {
    clock.hear({ time });
    release(always);
    while (firsts.size > 0) giveUp(firsts.takeBest());
    counters.waiting = 0;
    sayHeld(time);
  };
  return {
    scan,
    seen,
    answered,
    tick,
    follow,
    overdue: () => firsts.countSince(patient),
    sayHeld,
    end,
    repeats,
  };
}

/** What a ban-grade line is. */
const sorts = {
  packet: { first: 'packet first', again: 'packet again' },
  handshake: { first: 'handshake first', again: 'handshake again' },
} as const satisfies Record<Evidence, Record<'first' | 'again', Sort>>;

/** What a source is that has not reached the trigger. */
const observationOf = ({ isOfLan }: Activity): Why => (isOfLan ? 'lan' : 'below-trigger');

const newest = ({ probes }: Waiter): Probe => {
  const probe = probes.at(-1);
  if (probe === undefined) throw new RangeError('Nobody waits without a probe');
  return probe;
};
