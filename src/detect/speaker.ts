import type { Tally, Why } from '../log/line.ts';
import type { Probe } from '../probe.ts';
import { createGuard, type Sort } from './guard.ts';
import { createHolding } from './held.ts';
import { createSteadyTime } from './pace.ts';
import { shield, spare } from './protect.ts';
import { createRepeats } from './repeats.ts';
import type { Counters, Rules, Sink } from './verdict.ts';
import { createWaiting } from './waiting.ts';

/** Decides which verdicts are written, which are held back and which wait: repeats, then the flood guard. */
export interface Speaker {
  /** A probe whose source has reached the trigger and is not spared. */
  readonly scan: (probe: Probe, tally: Tally) => void;
  /** An observation. */
  readonly seen: (probe: Probe, tally: Tally, why: Why) => void;
  /** Lets those who wait speak when it is their turn; to be called for every probe, and by a timer. */
  readonly tick: (time: number) => void;
  /** Says what was held back since this was called last. */
  readonly sayHeld: (time: number) => void;
  /** Gives up whoever waits still, so that what is said is the whole. */
  readonly end: (time: number) => void;
}

export function createSpeaker(rules: Rules, sink: Sink, counters: Counters): Speaker {
  const [repeats, guard, waiting] = [createRepeats(), createGuard(), createWaiting()];
  const steady = createSteadyTime();
  const { hold, say: sayHeld } = createHolding(sink, counters);

  const giveUp = (probe: Probe | undefined): void => {
    if (probe !== undefined) hold('flood', probe);
  };
  const observe: Speaker['seen'] = (probe, tally, why) => {
    const now = steady(probe.time);
    if (!rules.seen.has(why) || !repeats.seenDue(probe, why)) counters.quiet++;
    else if (!guard.allows('seen', now)) hold('flood', probe);
    else {
      guard.spend('seen', now);
      counters.seen++;
      repeats.saidSeen(probe, why);
      sink.seen(probe, tally, why);
    }
  };
  /** Whoever has waited may be protected by now; and a flood must not cost a question to the kernel for each packet. */
  const name = (probe: Probe, tally: Tally, sort: Sort, now: number, touched = probe.time): void => {
    const why = spare(probe, rules.spared) ?? shield(probe, rules.spared, touched);
    if (why !== undefined) {
      observe(probe, tally, why);
      return;
    }
    guard.spend(sort, now);
    counters.scan++;
    repeats.said(probe, tally.hits);
    sink.scan(probe, tally);
  };
  const scan: Speaker['scan'] = (probe, tally) => {
    const now = steady(probe.time);
    const turn = repeats.turnOf(probe, tally.hits, rules.trigger.window);
    if (turn === 'early') {
      hold('repeat', probe);
      return;
    }
    const sort = `${probe.evidence} ${turn}` as const;
    if (sort === 'packet first') giveUp(waiting.offer(probe, tally, now));
    else if (!guard.allows(sort, now)) hold('flood', probe);
    else {
      name(probe, tally, sort, now);
      // Whoever has been named waits no more.
      giveUp(waiting.take(probe.source)?.probe);
    }
  };
  const tick = (time: number): void => {
    const now = steady(time);
    while (waiting.size > 0 && guard.allows('packet first', now)) {
      for (const { probe } of waiting.takeExpired(now, rules.trigger.window)) giveUp(probe);
      const best = waiting.takeBest();
      // The line's time is that of its writing: Fail2ban bans from there, and passes over what is older than findtime.
      if (best !== undefined) name({ ...best.probe, time: now }, best.tally, 'packet first', now, best.since);
    }
    counters.waiting = waiting.size;
  };
  const end = (time: number): void => {
    tick(time);
    while (waiting.size > 0) giveUp(waiting.takeBest()?.probe);
    counters.waiting = 0;
    sayHeld(time);
  };
  return { scan, seen: observe, tick, sayHeld, end };
}
