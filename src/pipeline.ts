import { type Spared, shield, spare } from './detect/protect.ts';
import type { Repeats } from './detect/repeats.ts';
import type { Tracker, Trigger } from './detect/tracker.ts';
import type { Tally, Why } from './log/line.ts';
import type { Probe, Report } from './probe.ts';

/** What the pipeline asks; read anew for every probe, so that a reload takes effect at once. */
export interface Rules {
  spared: Spared;
  trigger: Trigger;
  /** Observations that are written. */
  seen: ReadonlySet<Why>;
}

/** Where a verdict goes. */
export interface Sink {
  scan(probe: Probe, tally: Tally): void;
  seen(probe: Probe, tally: Tally, why: Why): void;
}

/** What became of the probes; the last four add up to the first. */
export interface Counters {
  probes: number;
  scan: number;
  seen: number;
  /** Ban-grade lines held back as repeats. */
  held: number;
  /** Observations that were not due, or that nobody wants written. */
  quiet: number;
}

/** sentry -> protect -> tracker -> repeats -> line. */
export function pipeline(
  rules: Rules,
  tracker: Tracker,
  repeats: Repeats,
  sink: Sink,
  counters: Counters,
): Report {
  return probe => {
    counters.probes++;
    const sight = tracker.touch(probe, rules.trigger);
    const why =
      spare(probe, rules.spared) ?? (sight.triggered ? shield(probe, rules.spared) : 'below-trigger');
    if (why === undefined) {
      if (!repeats.scanDue(probe, sight.hits)) {
        counters.held++;
        return;
      }
      counters.scan++;
      sink.scan(probe, sight);
    } else if (rules.seen.has(why) && repeats.seenDue(probe, why)) {
      counters.seen++;
      sink.seen(probe, sight, why);
    } else {
      counters.quiet++;
    }
  };
}
