import { type Counters, noCounters, type Rules, type Sink } from './detect/rules.ts';
import { isProbe } from './detect/spare/own.ts';
import { spare } from './detect/spare/protect.ts';
import { createDueLines, type DueLines, type Heard } from './detect/speak/due-lines.ts';
import { createNetworks } from './detect/track/networks.ts';
import type { Activity, Tracker } from './detect/track/tracker.ts';
import { isHearsay } from './detect/watch/hearsay.ts';
import type { Answer, Probe, Report } from './probe.ts';

export interface Pipeline extends Pick<DueLines, 'tick' | 'overdue' | 'sayHeld' | 'end' | 'repeats'> {
  readonly report: Report;
  /** A port has answered a source: takes back what was counted of it, and the lines that wait. */
  readonly answered: (answer: Answer) => void;
  readonly counters: Readonly<Counters>;
}

/** What is known of a source by a packet that says nothing of it. */
const hearsay: Activity = { hits: 1, ports: 1, handshakes: 0, triggered: false, isOfLan: false };

/**
 * sentry -> protect -> tracker, of the source and of its network -> repeats -> flood guard -> line.
 * @param heard that time itself when it is left out
 */
export function pipeline(rules: Rules, tracker: Tracker, sink: Sink, heard?: Heard): Pipeline {
  const counters = noCounters();
  const dueLines = createDueLines(rules, sink, counters, heard);
  const networks = createNetworks();
  /** Where the source in hand is: it is looked up once, and what is kept of it is kept by that. */
  const { stay } = tracker;
  /** A probe that is not spared: one verdict, for its network or for itself. */
  const judge = (probe: Probe, activity: Activity): void => {
    const network = networks.touch(probe, rules);
    if (network?.state === 'proven' && probe.evidence === 'handshake')
      dueLines.scan(network.probe, network.activity, network.stay);
    else if (network?.state === 'proven' || (network !== undefined && !activity.triggered))
      dueLines.seen(network.probe, network.activity, 'distributed', network.stay);
    else if (activity.triggered) dueLines.scan(probe, activity, stay);
    else dueLines.seen(probe, activity, 'below-trigger', stay);
  };
  const report: Report = probe => {
    if (!isProbe(probe, rules)) return;
    counters.probes++;
    const isIdle = isHearsay(probe, rules.attached);
    if (isIdle) tracker.meet(probe.source);
    const activity = isIdle ? hearsay : tracker.touch(probe, rules.trigger, rules.lan);
    const why = spare(probe, rules.spared);
    if (why !== undefined) dueLines.seen(probe, activity, why, stay);
    else if (isIdle) dueLines.seen(probe, activity, 'below-trigger', stay);
    // Nor does it count for its network, which may be the whole LAN.
    else if (activity.isOfLan) dueLines.seen(probe, activity, 'lan', stay);
    else judge(probe, activity);
    dueLines.follow(probe);
  };
  const answered: Pipeline['answered'] = answer => {
    const touch = { ...answer, evidence: 'packet' } as const;
    networks.untouch(touch, rules);
    dueLines.answered(answer, tracker.untouch(touch, rules.trigger, rules.lan));
  };
  const { tick, overdue, sayHeld, end, repeats } = dueLines;
  return { report, answered, counters, tick, overdue, sayHeld, end, repeats };
}
