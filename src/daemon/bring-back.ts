import type { Repeats } from '../detect/speak/repeats.ts';
import type { Tracker } from '../detect/track/tracker.ts';
import type { RecalledSources } from '../state/recall.ts';
import type { Alerts } from '../status/alerts.ts';
import { alertsIn } from '../status/parser.ts';
import { atOnce, type Steps } from '../util/steps.ts';

/** What remembers sources. */
interface Rememberers {
  readonly tracker: Pick<Tracker, 'recall'>;
  readonly repeats: Pick<Repeats, 'recall'>;
  readonly alerts: Pick<Alerts, 'recall'>;
}

/** Gives each of them what it knew before a restart. To be called before any probe; the rest may come between them. */
export function bringBack(
  past: RecalledSources | undefined,
  { tracker, repeats, alerts }: Rememberers,
): Rest {
  if (past === undefined) return takenIn();
  const { remembered, shift } = past;
  repeats.recall(remembered, shift);
  alerts.recall(alertsIn(past.alerts));
  return remembered.tracker === undefined ? takenIn() : takenIn(tracker.recall(remembered.tracker, shift));
}

/** What a start does not wait for. */
export interface Rest {
  /** Takes it in, in turns with whatever else there is to do. */
  readonly start: () => void;
  readonly isDone: () => boolean;
  /** Takes in at once what is left. */
  readonly finish: () => void;
}

function takenIn(steps?: Steps<void>): Rest {
  // Nothing holds on to the bytes of the file once they are taken in.
  let left = steps;
  const step = (): void => {
    if (left?.next().done === true) left = undefined;
    if (left !== undefined) setImmediate(step);
  };
  return {
    start: step,
    isDone: () => left === undefined,
    finish: () => {
      if (left !== undefined) atOnce(left);
      left = undefined;
    },
  };
}
