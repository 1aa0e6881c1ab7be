import { spare } from './detect/protect.ts';
import { createSpeaker, type Speaker } from './detect/speaker.ts';
import type { Tracker } from './detect/tracker.ts';
import { type Counters, noCounters, type Rules, type Sink } from './detect/verdict.ts';
import type { Report } from './probe.ts';

export interface Pipeline extends Pick<Speaker, 'tick' | 'sayHeld' | 'end'> {
  readonly report: Report;
  readonly counters: Readonly<Counters>;
}

/** sentry -> protect -> tracker -> repeats -> flood guard -> line. */
export function pipeline(rules: Rules, tracker: Tracker, sink: Sink): Pipeline {
  const counters = noCounters();
  const speaker = createSpeaker(rules, sink, counters);
  const report: Report = probe => {
    counters.probes++;
    const sight = tracker.touch(probe, rules.trigger);
    const why = spare(probe, rules.spared) ?? (sight.triggered ? undefined : 'below-trigger');
    if (why === undefined) speaker.scan(probe, sight);
    else speaker.seen(probe, sight, why);
    speaker.tick(probe.time);
  };
  const { tick, sayHeld, end } = speaker;
  return { report, counters, tick, sayHeld, end };
}
