import type { Repeats } from '../detect/speak/repeats.ts';
import type { Tracker } from '../detect/track/tracker.ts';
import type { RecalledSources } from '../state/recall.ts';
import type { Alerts } from '../status/alerts.ts';
import { alertsIn } from '../status/parser.ts';

/** What remembers sources. */
interface Rememberers {
  readonly tracker: Pick<Tracker, 'recall'>;
  readonly repeats: Pick<Repeats, 'recall'>;
  readonly alerts: Pick<Alerts, 'recall'>;
}

/** Gives each of them what it knew before a restart. To be called before any probe. */
export function bringBack(
  past: RecalledSources | undefined,
  { tracker, repeats, alerts }: Rememberers,
): void {
  if (past === undefined) return;
  const { remembered, shift } = past;
  if (remembered.tracker !== undefined) tracker.recall(remembered.tracker, shift);
  repeats.recall(remembered, shift);
  alerts.recall(alertsIn(past.alerts));
}
