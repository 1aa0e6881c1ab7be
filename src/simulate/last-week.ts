import { isUnknown, timeText } from '../events/account.ts';
import { bansPlace, logPlace, sharedPlace } from '../events/places.ts';
import { parseSpan } from '../events/span.ts';
import { lookAtInstalled } from './installed.ts';
import { sentenceOf } from './show/sentence.ts';
import { type Tried, tryConfigs } from './try-config.ts';

/** What these jails would have done in the last 7 days of this host's log. */
export interface LastWeek {
  /** False where the log tells nothing of that time. */
  readonly isKnown: boolean;
  /** Undefined where the log has no scan in that time. */
  readonly sentence: string | undefined;
  /** What was not read or is not known; one sentence each, without its full stop. */
  readonly notes: readonly string[];
}

/**
 * Throws UsageError for a form of lines that is not read.
 * @param limit how long may be read (milliseconds); what was not read by then is said
 */
export async function lastWeek(tried: Tried, limit?: number): Promise<LastWeek> {
  const { config } = tried.loaded;
  const places = { log: logPlace(config), bans: bansPlace(), shared: sharedPlace(config) };
  const installed = lookAtInstalled();
  const span = parseSpan({}, Date.now());
  const signal = limit === undefined ? undefined : AbortSignal.timeout(limit);
  const { run, simulation } = await tryConfigs({
    tried: [tried],
    installed,
    span,
    log: { places },
    ...(signal && { signal }),
  });
  const cut = signal?.aborted === true ? [unreadAfter(run.last, limit ?? 0)] : [];
  const isKnown = !run.accounts.every(account => isUnknown(account, span));
  return { isKnown, sentence: sentenceOf(simulation, '7 days'), notes: [...cut, ...simulation.notes] };
}

function unreadAfter(last: number, limit: number): string {
  const whole = '"portjail check --simulate" reads all of it';
  const seconds = limit / 1000;
  return Number.isNaN(last)
    ? `the log is too long to be read in ${seconds} s: ${whole}`
    : `the log was read up to ${timeText(last)} only, in ${seconds} s: ${whole}`;
}
